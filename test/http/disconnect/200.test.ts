import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { connectCreator } from '../../support/browser.ts';
import { shortenDeadlines } from '../../support/deadlines.ts';
import { disconnect } from '../../support/disconnecting.ts';
import {
  callsTo,
  readAccount,
  readAnnouncements,
  revealAccessToken,
  revokePath,
  worksAtTiktok,
} from '../../support/rows.ts';
import { openSession } from '../../support/sessions.ts';

let meanwhile = async () => {};
const api = await startApi({
  connections: 10,
  replace: ({ platform }) => ({
    platform: {
      ...platform,
      revoke: async (accessToken) => {
        await meanwhile();
        return platform.revoke(accessToken);
      },
    },
  }),
});
let restoreDeadlines = () => {};
afterAll(api.close);
beforeEach(async () => {
  api.simulator.control.clearFaults();
  api.simulator.control.clearCalls();
  await api.database.superuser`truncate oauth_accounts, authorization_attempts, outbox, audit_log`;
});
afterEach(() => restoreDeadlines());

const expectDestroyed = async (accountId: string) => {
  const [row] = await api.database.superuser`
    select sealed_access_token, sealed_refresh_token, state, token_version from oauth_accounts where id = ${accountId}`;
  expect(row).toMatchObject({
    sealed_access_token: null,
    sealed_refresh_token: null,
    state: 'disconnected',
    token_version: 2,
  });
};

describe('a disconnection', () => {
  test('ends the grant at TikTok and destroys both tokens', async () => {
    const id = await connectCreator(api, await api.token());
    const accessToken = await revealAccessToken(api, id);

    const answer = await disconnect(api, id);

    expect(answer.body).toMatchObject({ accountId: id, state: 'disconnected', revokedAtPlatform: true });
    expect(await worksAtTiktok(api, accessToken)).toBe(false);
    expect(api.simulator.control.listCreators().filter(({ connected }) => connected)).toEqual([]);
    await expectDestroyed(id);
  });

  test('is announced and audited once, with who did it', async () => {
    const id = await connectCreator(api, await api.token({ user: 'user-1' }));
    await api.advance(1000);

    await disconnect(api, id, await api.token({ user: 'boss' }));

    expect((await readAnnouncements(api, id)).at(-1)).toEqual({
      type: 'account.disconnected',
      actor: 'user:boss',
      payload: { accountId: id, userId: 'user-1', platform: 'tiktok', revokedAtPlatform: true },
    });
    expect(await readAnnouncements(api, id)).toHaveLength(2);
  });

  test('may be repeated: nothing changes, nothing is announced, TikTok is not called', async () => {
    const id = await connectCreator(api, await api.token());
    await disconnect(api, id);

    const again = await disconnect(api, id);

    expect(again.body).toMatchObject({ state: 'disconnected', revokedAtPlatform: true });
    expect(callsTo(api, revokePath)).toHaveLength(1);
    expect(await readAnnouncements(api, id)).toHaveLength(2);
    await expectDestroyed(id);
  });

  test('ten times at once happens once', async () => {
    const id = await connectCreator(api, await api.token());

    const answers = await Promise.all(Array.from({ length: 10 }, () => disconnect(api, id)));

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect(await readAnnouncements(api, id)).toHaveLength(2);
    await expectDestroyed(id);
  });

  test.each([
    { kind: 'answer', status: 500 } as const,
    {
      kind: 'answer',
      status: 200,
      body: '{"error":"server_error","error_description":"","log_id":""}',
    } as const,
    { kind: 'html' } as const,
    { kind: 'cut-before' } as const,
    { kind: 'cut-after' } as const,
    { kind: 'rate-limit' } as const,
  ])(
    'destroys the tokens though TikTok did not confirm ($kind $status), and tells what is left to do',
    async (action) => {
      const id = await connectCreator(api, await api.token());
      api.simulator.control.addFault({ match: { path: revokePath }, action });

      const answer = await disconnect(api, id);

      expect(answer.body).toMatchObject({
        revokedAtPlatform: false,
        detail: expect.stringContaining('TikTok app'),
      });
      await expectDestroyed(id);
    },
  );

  test('that TikTok did not confirm is told again as it was, not as done', async () => {
    const id = await connectCreator(api, await api.token());
    api.simulator.control.addFault({ match: { path: revokePath }, action: { kind: 'cut-before' } });
    const first = await disconnect(api, id);

    const again = await disconnect(api, id);

    expect(again.body).toEqual(first.body);
  });

  test('waits for a silent TikTok no longer than the deadline', async () => {
    const id = await connectCreator(api, await api.token());
    api.simulator.control.addFault({ match: { path: revokePath }, action: { kind: 'hang' } });
    restoreDeadlines = shortenDeadlines(0.04);

    const answer = await disconnect(api, id);

    expect(answer.body).toMatchObject({ revokedAtPlatform: false });
    await expectDestroyed(id);
  });

  test('of a grant that the creator has removed already destroys the tokens', async () => {
    const id = await connectCreator(api, await api.token());
    api.simulator.control.disconnectCreator('simcreator');

    const answer = await disconnect(api, id);

    expect(answer.status).toBe(200);
    await expectDestroyed(id);
  });

  test('of an account that TikTok has revoked calls nobody', async () => {
    const id = await connectCreator(api, await api.token());
    await api.database.superuser`
      update oauth_accounts
      set state = 'revoked', state_reason = 'removed_by_creator', sealed_access_token = null, sealed_refresh_token = null`;

    const answer = await disconnect(api, id);

    expect(answer.body).toMatchObject({ revokedAtPlatform: true });
    expect(callsTo(api, revokePath)).toEqual([]);
  });

  test('without the key service still destroys the tokens', async () => {
    const id = await connectCreator(api, await api.token());
    await api.advance(24 * 3_600_000);
    api.keyService.downFor.add('tenant-a');

    const answer = await disconnect(api, id);

    api.keyService.downFor.clear();
    expect(answer.body).toMatchObject({ revokedAtPlatform: false });
    await expectDestroyed(id);
  });

  test('whose announcement cannot be stored changes nothing', async () => {
    const id = await connectCreator(api, await api.token());
    await api.database
      .superuser`alter table outbox add constraint no_more check (type <> 'account.disconnected')`;

    const answer = await disconnect(api, id);

    await api.database.superuser`alter table outbox drop constraint no_more`;
    expect(answer.status).toBe(500);
    expect(await readAccount(api, id)).toMatchObject({ state: 'connected', tokenVersion: 1 });
    expect(
      await api.database.superuser`select 1 from audit_log where action = 'account.disconnected'`,
    ).toHaveLength(0);
  });

  test('that a new connection overtakes ends that one too', async () => {
    const id = await connectCreator(api, await api.token());
    meanwhile = async () => {
      meanwhile = async () => {};
      await api.advance(1_000);
      await connectCreator(api, await api.token());
    };

    const answer = await disconnect(api, id);

    expect(answer.body).toMatchObject({ state: 'disconnected' });
    expect(await readAccount(api, id)).toMatchObject({ state: 'disconnected', tokenVersion: 3 });
    expect(callsTo(api, revokePath)).toHaveLength(2);
  });

  test('leaves the user’s other accounts as they are', async () => {
    const id = await connectCreator(api, await api.token(), { creator: 'simcreator' });
    const other = await connectCreator(api, await api.token(), { creator: 'quiet.garden' });

    await disconnect(api, id);

    expect(await readAccount(api, other)).toMatchObject({ state: 'connected', tokenVersion: 1 });
    expect(await worksAtTiktok(api, await revealAccessToken(api, other))).toBe(true);
  });

  test('by a session of the account’s own user is done in that user’s name', async () => {
    const id = await connectCreator(api, await api.token({ user: 'user-1' }));
    await api.advance(1000);

    const answer = await disconnect(api, id, await openSession(api, 'user-1'));

    expect(answer.status).toBe(200);
    expect((await readAnnouncements(api, id)).at(-1)).toMatchObject({ actor: 'user:user-1' });
  });
});
