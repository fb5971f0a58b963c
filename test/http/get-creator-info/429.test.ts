import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { askForCreator, creatorInfoPath, shiftLimits } from '../../support/creator-questions.ts';
import { grantAccount, grantAccounts } from '../../support/granted-accounts.ts';
import { callsTo } from '../../support/rows.ts';

const api = await startApi();
const { control } = api.simulator;
let id = '';
beforeAll(async () => {
  id = (await grantAccount(api)).id;
});
beforeEach(async () => {
  control.clearFaults();
  control.clearCalls();
  await api.database.superuser`truncate rate_calls`;
});
afterAll(api.close);

describe('creator info over the limit of a minute', () => {
  test('is refused from the twenty-first question on, with the time to wait, and TikTok is not asked', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => askForCreator(api, id)));

    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200).length).toBe(20);
    expect(refused.length).toBe(10);
    expect(callsTo(api, creatorInfoPath).length).toBe(20);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ code: 'rate_limited' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(55);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(67);
    }
  });

  test('can be asked again after the time that was told', async () => {
    for (let nth = 0; nth < 20; nth += 1) await askForCreator(api, id);
    const refused = await askForCreator(api, id);

    await shiftLimits(api, Number(refused.headers['retry-after']) * 1_000);
    // TikTok's own minute passes too.
    await api.advance(61_000);

    expect((await askForCreator(api, id)).status).toBe(200);
  });

  test('of one account keeps no other back', async () => {
    const [one, two] = await grantAccounts(api, { count: 2 });
    await Promise.all(Array.from({ length: 21 }, () => askForCreator(api, one?.id ?? '')));

    expect((await askForCreator(api, two?.id ?? '')).status).toBe(200);
  });

  test('of TikTok’s own counting is passed on, and keeps our questions back for its whole minute', async () => {
    const body = '{"error":{"code":"rate_limit_exceeded","message":"","log_id":"L"}}';
    control.addFault({ match: { path: creatorInfoPath }, action: { kind: 'answer', status: 429, body } });

    const first = await askForCreator(api, id);
    const second = await askForCreator(api, id);
    await shiftLimits(api, 59_000);
    const third = await askForCreator(api, id);
    await shiftLimits(api, 11_000);
    const last = await askForCreator(api, id);

    expect([first, second, third, last].map(({ status }) => status)).toEqual([429, 429, 429, 200]);
    expect(first.headers['retry-after']).toBe('60');
    expect(callsTo(api, creatorInfoPath).length).toBe(2);
  });
});
