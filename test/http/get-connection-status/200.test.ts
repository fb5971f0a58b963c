import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { crmOrigin, startApi } from '../../support/api.ts';
import { connectCreator } from '../../support/browser.ts';

const api = await startApi();
afterAll(api.close);
beforeEach(async () => {
  await api.database.superuser`truncate oauth_accounts, authorization_attempts, outbox, audit_log`;
});

const status = async (token: string, query = '') => {
  const answer = await api.request('GET', `/api/platforms/tiktok/status${query}`, { token });
  const { accounts } = answer.body as { accounts: { accountId: string }[] };
  return { body: answer.body, ids: accounts.map(({ accountId }) => accountId) };
};

/** A session token of a user, as create-session mints it. */
const sessionOf = async (user: string, tenant = 'tenant-a') => {
  const token = await api.token({ tenant, scope: 'admin' });
  const answer = await api.request('POST', '/api/sessions', { token, json: { userId: user } });
  return (answer.body as { token: string }).token;
};

describe('the connection status', () => {
  test('without accounts is not connected', async () => {
    expect((await status(await api.token())).body).toMatchObject({ connected: false, accounts: [] });
  });

  test('says on which origins a page may lead back to the CRM, to a session as well', async () => {
    const answers = [await status(await api.token()), await status(await sessionOf('user-1'))];

    expect(answers.map(({ body }) => (body as { returnOrigins: unknown }).returnOrigins)).toEqual([
      [crmOrigin],
      [crmOrigin],
    ]);
  });

  test('shows an account with its state and both expiries, and no token', async () => {
    const accountId = await connectCreator(api, await api.token());

    const { body } = await status(await api.token());

    expect(body).toEqual({
      connected: true,
      accounts: [
        {
          accountId,
          displayName: 'Sim Creator',
          username: 'simcreator',
          avatarUrl: expect.any(String),
          scopes: ['user.info.basic', 'user.info.profile', 'video.upload', 'video.publish'],
          missingScopes: [],
          state: 'connected',
          stateReason: 'The account is connected.',
          stateReasonCode: 'connected',
          connectedAt: '2026-11-22T09:30:00.000Z',
          accessExpiresAt: '2026-11-22T11:30:00.000Z',
          refreshExpiresAt: '2027-05-21T09:30:00.000Z',
          quota: {
            pendingDrafts: { used: 0, limit: 5, freeAt: null },
            submissions: { usedInMinute: 0, limit: 6, freeAt: null },
            dailyPosts: { reached: false, until: null },
            activeCreators: { reached: false, until: null },
          },
        },
      ],
      returnOrigins: [crmOrigin],
    });
  });

  test('of a disconnected account tells why and shows no expiry', async () => {
    const token = await api.token();
    const accountId = await connectCreator(api, token);
    await api.request('POST', '/api/platforms/tiktok/disconnect', { token, json: { accountId } });

    expect((await status(token)).body).toMatchObject({
      connected: false,
      accounts: [{ state: 'disconnected', accessExpiresAt: null, refreshExpiresAt: null }],
    });
  });

  test.each([
    'removed_by_creator',
    'account_deleted',
    'age_changed',
    'account_banned',
    'unknown',
    'of_tomorrow',
  ])('of an account that TikTok ended (%s) has a sentence for a person', async (reason) => {
    const token = await api.token();
    await connectCreator(api, token);
    await api.database.superuser`
        update oauth_accounts
        set state = 'revoked', state_reason = ${reason}, sealed_access_token = null, sealed_refresh_token = null`;

    const { body } = await status(token);

    expect(body).toMatchObject({
      connected: false,
      accounts: [{ stateReason: expect.stringMatching(/^The|^TikTok/) }],
    });
  });

  test('lists the newest connection first', async () => {
    const token = await api.token();
    const older = await connectCreator(api, token, { creator: 'simcreator' });
    await api.advance(1000);
    const newer = await connectCreator(api, token, { creator: 'quiet.garden' });

    expect((await status(await api.token())).ids).toEqual([newer, older]);
  });

  test('is the whole tenant’s for a CRM, and one user’s when asked for', async () => {
    const one = await connectCreator(api, await api.token({ user: 'user-1' }), { creator: 'simcreator' });
    const two = await connectCreator(api, await api.token({ user: 'user-2' }), { creator: 'quiet.garden' });
    const token = await api.token({ user: 'crm' });

    expect((await status(token)).ids.sort()).toEqual([one, two].sort());
    expect((await status(token, '?userId=user-2')).ids).toEqual([two]);
    expect((await status(token, '?userId=nobody')).ids).toEqual([]);
  });

  test('of one tenant holds nothing of another, whichever user is asked for', async () => {
    const own = await connectCreator(api, await api.token({ tenant: 'tenant-a' }), { creator: 'simcreator' });
    const foreign = await connectCreator(api, await api.token({ tenant: 'tenant-b' }), {
      creator: 'quiet.garden',
    });

    expect((await status(await api.token({ tenant: 'tenant-a' }), '?userId=user-1')).ids).toEqual([own]);
    expect((await status(await api.token({ tenant: 'tenant-b' }))).ids).toEqual([foreign]);
    expect((await status(await api.token({ tenant: 'TENANT-A' }))).ids).toEqual([]);
  });

  test('is only the user’s own for a session, whomever it asks for', async () => {
    const one = await connectCreator(api, await api.token({ user: 'user-1' }), { creator: 'simcreator' });
    await connectCreator(api, await api.token({ user: 'user-2' }), { creator: 'quiet.garden' });
    await connectCreator(api, await api.token({ user: 'user-1', tenant: 'tenant-b' }), {
      creator: 'solo.dancer',
    });
    const session = await sessionOf('user-1');

    expect((await status(session)).ids).toEqual([one]);
    expect((await status(session, '?userId=user-1')).ids).toEqual([one]);
    expect((await status(session, '?userId=user-2')).ids).toEqual([]);
  });

  test('works for a tenant and a user with quotes, percent signs and other scripts in their names', async () => {
    const wish = { tenant: `t'; drop table x; --%_`, user: 'Ünï "x" \\ 東京 🎬' };
    const id = await connectCreator(api, await api.token(wish));

    expect((await status(await api.token(wish), `?userId=${encodeURIComponent(wish.user)}`)).ids).toEqual([
      id,
    ]);
    expect((await status(await api.token({ tenant: 't%' }))).ids).toEqual([]);
  });
});
