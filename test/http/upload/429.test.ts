import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { directVideo, inboxVideo } from '../../support/upload-forms.ts';
import { countCalls, countPosts, creatorInfoPath, openCreator, upload } from '../../support/uploads.ts';

const api = await startApi({ connections: 10 });
afterAll(api.close);
beforeEach(async () => {
  api.simulator.control.clearFaults();
  api.simulator.control.clearCalls();
  await api.database.superuser`truncate tiktok_posts, rate_calls`;
});

const wait = (headers: Readonly<Record<string, string>>): number => Number(headers['retry-after']);

describe('upload over the limit of creator info', () => {
  test('is refused by us from the twenty-first in a minute on, with the time to wait', async () => {
    const { id: accountId } = await openCreator(api);
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => upload(api, { ...directVideo, accountId })),
    );

    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(20);
    expect(refused).toHaveLength(5);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ code: 'rate_limited' });
      expect(wait(headers)).toBeGreaterThan(30);
    }
    expect(countCalls(api)).toBe(20);
    expect(await countPosts(api)).toBe(20);
  });

  test('after TikTok’s own refusal is refused by us for a minute, and drafts are not', async () => {
    const { id: accountId } = await openCreator(api);
    const action = { kind: 'rate-limit' } as const;
    api.simulator.control.addFault({ match: { path: creatorInfoPath }, action });

    const [first, second, draft] = [
      await upload(api, { ...directVideo, accountId }),
      await upload(api, { ...directVideo, accountId }),
      await upload(api, { ...inboxVideo, accountId }),
    ];

    expect([first.status, second.status, draft.status]).toEqual([429, 429, 202]);
    expect(wait(first.headers)).toBeGreaterThanOrEqual(60);
    expect(countCalls(api)).toBe(1);
  });
});
