import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { cancel, cancelPath } from '../../support/post-requests.ts';
import { callsTo } from '../../support/rows.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
const { superuser } = api.database;
const { control } = api.simulator;
let account = '';
beforeAll(async () => {
  account = (await grantAccount(api)).id;
});
beforeEach(async () => {
  control.clearFaults();
  control.clearCalls();
  await superuser`truncate rate_calls`;
});
afterAll(api.close);

let made = 0;
const insertPull = () => {
  made += 1;
  return insertStoredPost(superuser, { account, state: 'processing', publishId: `v_inbox_url~v2.${made}` });
};

describe('cancel-post over the limit of a minute', () => {
  test('is refused from the eleventh call on, with the time to wait, and TikTok is not asked', async () => {
    const posts = await Promise.all(Array.from({ length: 11 }, insertPull));
    const answers = [];
    for (const id of posts) answers.push(await cancel(api, id));

    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(409), 429]);
    expect(callsTo(api, cancelPath)).toHaveLength(10);
    expect(answers.at(-1)?.body).toMatchObject({ code: 'rate_limited' });
    expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(50);
  });

  test('by TikTok’s own counting is passed on, and keeps further calls back', async () => {
    const body = '{"error":{"code":"rate_limit_exceeded","message":"","log_id":"L"}}';
    control.addFault({ match: { path: cancelPath }, action: { kind: 'answer', status: 429, body } });

    const first = await cancel(api, await insertPull());
    const second = await cancel(api, await insertPull());

    expect([first.status, second.status]).toEqual([429, 429]);
    expect(first.headers['retry-after']).toBe('60');
    expect(callsTo(api, cancelPath)).toHaveLength(1);
  });

  test('keeps nobody from cancelling what waits', async () => {
    const body = '{"error":{"code":"rate_limit_exceeded","message":"","log_id":"L"}}';
    control.addFault({ match: { path: cancelPath }, action: { kind: 'answer', status: 429, body } });
    await cancel(api, await insertPull());

    const answer = await cancel(api, await insertStoredPost(superuser, { account, state: 'queued' }));

    expect(answer.status).toBe(200);
  });
});
