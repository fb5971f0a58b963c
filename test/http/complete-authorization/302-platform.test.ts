import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../../infra/local/tiktok-simulator/fault-book.ts';
import { startApi } from '../../support/api.ts';
import { connectCreator, openBrowser } from '../../support/browser.ts';
import { shortenDeadlines } from '../../support/deadlines.ts';
import { callsTo, countAccounts, readAccount, tokenPath, userInfoPath } from '../../support/rows.ts';

const api = await startApi();
let restoreDeadlines = () => {};
afterAll(api.close);
beforeEach(() => {
  api.simulator.control.clearCalls();
  api.simulator.control.clearFaults();
});
afterEach(async () => {
  restoreDeadlines();
  await api.database.superuser`truncate oauth_accounts, authorization_attempts, outbox, audit_log`;
});

const endWith = async (action: FaultAction) => {
  api.simulator.control.addFault({ match: { path: tokenPath }, action });
  const end = await openBrowser(api).connect(await api.token());
  return end.searchParams.get('code');
};

/** 15 s become 600 ms. */
const shorten = () => {
  restoreDeadlines = shortenDeadlines(0.04);
};

const refusal = (error: string) =>
  ({
    kind: 'answer',
    status: 200,
    body: JSON.stringify({ error, error_description: 'no', log_id: 'L1' }),
  }) as const;

const faults: readonly [string, FaultAction, string][] = [
  ['refuses the code', refusal('invalid_grant'), 'authorization_code_refused'],
  ['finds the request malformed', refusal('invalid_request'), 'authorization_code_refused'],
  ['does not know the app', refusal('invalid_client'), 'platform_misconfigured'],
  ['has trouble of its own', refusal('server_error'), 'platform_unavailable'],
  ['answers an error we do not know', refusal('brand_new_error'), 'authorization_code_refused'],
  ['answers 503', { kind: 'answer', status: 503 }, 'platform_unavailable'],
  ['answers 429', { kind: 'rate-limit' }, 'platform_unavailable'],
  ['answers a gateway’s page', { kind: 'html' }, 'platform_unavailable'],
  ['cuts the connection', { kind: 'cut-before' }, 'platform_unavailable'],
  ['cuts the connection after granting', { kind: 'cut-after' }, 'platform_unavailable'],
  ['breaks off half-way through its answer', { kind: 'cut-mid-body' }, 'platform_unavailable'],
  ['answers without end', { kind: 'huge-body', sizeBytes: 1_000_000 }, 'platform_unavailable'],
  ['answers something that is no token', { kind: 'answer', status: 200, body: '{}' }, 'platform_unavailable'],
];

describe('an authorization whose code cannot be exchanged', () => {
  test.each(faults)(
    'because TikTok %s connects nothing, in one call, and says why',
    async (_what, action, code) => {
      expect(await endWith(action)).toBe(code);

      expect(await countAccounts(api)).toBe(0);
      expect(callsTo(api, tokenPath)).toHaveLength(1);
      expect(await api.database.superuser`select 1 from outbox`).toHaveLength(0);
    },
  );

  test.each([
    ['does not answer', { kind: 'hang' }],
    ['grants and does not answer', { kind: 'hang', takesEffect: true }],
  ] as const)('because TikTok %s is given up at the deadline', async (_what, action) => {
    shorten();

    expect(await endWith(action)).toBe('platform_unavailable');

    expect(await countAccounts(api)).toBe(0);
  });

  test.each([302, 307])('because TikTok answers %d sends the secret to no other address', async (status) => {
    const elsewhere = '/v2/elsewhere/';
    const headers = { location: `${api.simulator.url}${elsewhere}` };

    expect(await endWith({ kind: 'answer', status, body: '', headers })).toBe('platform_unavailable');

    expect(callsTo(api, elsewhere)).toEqual([]);
  });

  test('may be begun again at once and then connects', async () => {
    const browser = openBrowser(api);
    const token = await api.token();
    api.simulator.control.addFault({ match: { path: tokenPath }, action: { kind: 'cut-after' } });
    await browser.connect(token);

    const end = await browser.connect(token);

    expect(end.searchParams.get('tiktok')).toBe('connected');
  });

  test('because the app is set up wrongly is an error in the log, with TikTok’s log id and no secret', async () => {
    await endWith(refusal('invalid_client'));

    const line = api.log.lines.findLast(({ level }) => level === 'error');
    expect(line?.fields).toMatchObject({ platformCode: 'invalid_client', logId: 'L1' });
    expect(api.log.text()).not.toContain(api.simulator.control.readApp().clientSecret);
  });

  test('because the address is wrong or the code has expired is refused by TikTok itself', async () => {
    const browser = openBrowser(api);
    api.simulator.control.patchSwitches({ codeLifetimeSeconds: 60 });
    const target = await browser.consent(await browser.begin(await api.token()));
    await api.advance(61_000);

    const answer = await browser.comeBack(target);

    expect(answer.headers['location']).toContain('code=authorization_code_refused');
  });
});

test('a profile that never comes does not keep the account from being connected', async () => {
  api.simulator.control.addFault({ match: { path: userInfoPath }, action: { kind: 'hang' } });
  shorten();

  const id = await connectCreator(api, await api.token());

  expect(await readAccount(api, id)).toMatchObject({ state: 'connected', displayName: null, username: null });
});
