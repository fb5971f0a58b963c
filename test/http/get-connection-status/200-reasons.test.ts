import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sweepTokens } from '../../../shared/tokens/sweep.ts';
import { startApi } from '../../support/api.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { tokenPath } from '../../support/rows.ts';

const dayMs = 86_400_000;
const api = await startApi();
afterAll(api.close);
beforeEach(async () => {
  api.simulator.control.clearFaults();
  await api.database.superuser`truncate oauth_accounts, refresh_attempts, outbox, audit_log`;
});

const showOnly = async (): Promise<unknown> => {
  const answer = await api.request('GET', '/api/platforms/tiktok/status', { token: await api.token() });
  expect(answer.status).toBe(200);
  return answer.body;
};
const sweep = () => sweepTokens(api.product, new Date(api.now().getTime() + 60_000));

describe('the state of an account', () => {
  test.each([
    ['refresh_refused', 'TikTok ended the access'],
    ['refresh_token_expired', 'limited time'],
    ['refresh_answer_lost', 'answer was lost'],
    ['refresh_in_doubt', 'interrupted'],
    ['refresh_keeps_failing', 'refused to renew the access five times'],
    ['token_unreadable', 'cannot be opened'],
  ])('that needs a login (%s) has its reason as a sentence, and what to do', async (reason, words) => {
    const { id } = await grantAccount(api);
    await api.database.superuser`
      update oauth_accounts set state = 'reauth_required', state_reason = ${reason} where id = ${id}`;

    const body = await showOnly();

    expect(body).toMatchObject({
      connected: false,
      accounts: [
        {
          accountId: id,
          state: 'reauth_required',
          stateReason: expect.stringMatching(new RegExp(`${words}.*Connect it again`)),
          stateReasonCode: reason,
          accessExpiresAt: expect.any(String),
          refreshExpiresAt: expect.any(String),
        },
      ],
    });
  });

  test('that TikTok really refused to refresh is told so after the sweep that met it', async () => {
    await grantAccount(api);
    await api.advance(91 * 60_000);
    const body = '{"error":"invalid_grant","error_description":"x","log_id":"L"}';
    api.simulator.control.addFault({
      match: { path: tokenPath },
      action: { kind: 'answer', status: 400, body },
    });

    await sweep();

    expect(await showOnly()).toMatchObject({
      connected: false,
      accounts: [
        { state: 'reauth_required', stateReason: 'TikTok ended the access. Connect it again to use it.' },
      ],
    });
  });

  test('that was refreshed shows the new expiries', async () => {
    await grantAccount(api);
    await api.advance(91 * 60_000);

    await sweep();

    expect(await showOnly()).toMatchObject({
      connected: true,
      accounts: [{ accessExpiresAt: new Date(api.now().getTime() + 2 * 3_600_000).toISOString() }],
    });
  });

  test.each([
    [31, false],
    [30, true],
    [7, true],
    [1, true],
  ])('whose refresh token ends in %d days names that day: %s', async (days, named) => {
    const { id } = await grantAccount(api);
    const end = new Date(api.now().getTime() + days * dayMs);
    await api.database.superuser`update oauth_accounts set refresh_expires_at = ${end} where id = ${id}`;

    const body = await showOnly();

    const day = end.toISOString().slice(0, 10);
    expect(body).toMatchObject({ connected: true, accounts: [{ refreshExpiresAt: end.toISOString() }] });
    expect(JSON.stringify(body).includes(`TikTok ends the access on ${day}`)).toBe(named);
  });

  test('whose last refresh brought fewer scopes names what is missing', async () => {
    const { id } = await grantAccount(api);
    await api.database.superuser`
      update oauth_accounts
      set granted_scopes = '{user.info.basic}', requested_scopes = '{user.info.basic,video.publish}', state_reason = 'scopes_missing'
      where id = ${id}`;

    expect(await showOnly()).toMatchObject({
      connected: true,
      accounts: [
        {
          missingScopes: ['video.publish'],
          stateReason: expect.stringContaining('did not grant: video.publish.'),
        },
      ],
    });
  });
});
