import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi, storesOn } from '../../support/api.ts';
import { askForCreator, creatorInfoPath } from '../../support/creator-questions.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';
import { callsTo, tokenPath } from '../../support/rows.ts';

const database = openUnreachableDatabase();
const cut = await startApi({ replace: storesOn(database) });
const api = await startApi();
const { control } = api.simulator;
let id = '';
beforeAll(async () => {
  id = (await grantAccount(api)).id;
});
beforeEach(() => control.clearFaults());
afterAll(() => Promise.all([api.close(), cut.close(), database.end({ timeout: 0 })]));

describe('get-creator-info during an outage', () => {
  test('of the database says so and when to try again', async () => {
    const answer = await askForCreator(cut, '01990000-0000-7000-8000-000000000000');

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
  });

  test.each([
    ['answers 500', { kind: 'answer', status: 500, body: '{"error":{"code":"internal_error"}}' }],
    ['answers in HTML', { kind: 'answer', status: 200, body: '<html>Try later</html>' }],
    ['hangs up', { kind: 'cut-before' }],
    ['hangs up in the middle', { kind: 'cut-after' }],
  ] as const)('of TikTok, which %s, says so and when to try again', async (_, action) => {
    control.addFault({ match: { path: creatorInfoPath }, action });

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'platform_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
  });

  test('of TikTok, which never answers, is over within the deadline of the call', async () => {
    control.addFault({ match: { path: creatorInfoPath }, action: { kind: 'hang' } });

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'platform_unavailable' });
  });

  test('of the renewal of an access that has ended says that it is asked for again, and uses up no question', async () => {
    await api.database.superuser`truncate rate_calls`;
    await api.advance(3 * 3_600_000);
    const action = { kind: 'answer', status: 503, body: '' } as const;
    control.addFault({ match: { path: tokenPath }, times: null, action });

    const answer = await askForCreator(api, id);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'platform_unavailable' });
    expect((await api.database.superuser`select 1 from rate_calls`).length).toBe(0);
  });

  test('of the key service says so, and TikTok is not asked', async () => {
    const { id: other } = await grantAccount(api);
    // By then no key is held in memory any more.
    await api.advance(600_000);
    control.clearCalls();
    api.keyService.downFor.add('tenant-a');

    const answer = await askForCreator(api, other);

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'key_service_unavailable' });
    expect(callsTo(api, creatorInfoPath)).toEqual([]);
  });
});
