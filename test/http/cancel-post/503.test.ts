import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi, storesOn } from '../../support/api.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';
import { cancel, cancelPath, noPostId, readPost } from '../../support/post-requests.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const database = openUnreachableDatabase();
const cut = await startApi({ replace: storesOn(database) });
const api = await startApi();
const { control } = api.simulator;
let account = '';
beforeAll(async () => {
  account = (await grantAccount(api)).id;
});
beforeEach(() => control.clearFaults());
afterAll(() => Promise.all([api.close(), cut.close(), database.end({ timeout: 0 })]));

describe('cancel-post during an outage', () => {
  test('of the database says so and when to try again', async () => {
    const answer = await cancel(cut, noPostId);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
  });

  test.each([
    ['answers 500', { kind: 'answer', status: 500, body: '{"error":{"code":"internal_error"}}' }],
    ['answers in HTML', { kind: 'answer', status: 200, body: '<html>Try later</html>' }],
    ['hangs up', { kind: 'cut-before' }],
    ['hangs up in the middle', { kind: 'cut-after' }],
  ] as const)('of TikTok, which %s, says so, and the post can be cancelled again', async (name, action) => {
    const publishId = `v_inbox_url~v2.${name.length}`;
    const id = await insertStoredPost(api.database.superuser, { account, state: 'processing', publishId });
    control.addFault({ match: { path: cancelPath }, action });

    const answer = await cancel(api, id);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'platform_unavailable' });
    expect(await readPost(api, id)).toMatchObject({ state: 'processing', reason: null, version: 1 });
  });
});
