import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { disconnect } from '../../support/disconnecting.ts';
import { grantAccount } from '../../support/granted-accounts.ts';
import { insertStoredPost } from '../../support/stored-posts.ts';

const api = await startApi();
const { superuser } = api.database;
beforeEach(async () => {
  await superuser`truncate tiktok_posts, outbox, audit_log`;
});
afterAll(api.close);

const readStates = async () =>
  (await superuser`select state, reason_code from tiktok_posts order by created_at`).map((row) => [
    row['state'],
    row['reason_code'],
  ]);

describe('a disconnection', () => {
  test('cancels the posts that wait in the same commit, and tells the CRM of each', async () => {
    const { id: account } = await grantAccount(api);
    const waiting = ['scheduled', 'queued'] as const;
    for (const [place, state] of waiting.entries())
      await insertStoredPost(superuser, { account, state, createdAt: new Date(place) });
    await insertStoredPost(superuser, { account, state: 'processing', createdAt: new Date(2) });
    await insertStoredPost(superuser, { createdAt: new Date(3) });

    const answer = await disconnect(api, account);

    expect(answer.status).toBe(200);
    expect(await readStates()).toEqual([
      ['cancelled', 'account_disconnected'],
      ['cancelled', 'account_disconnected'],
      ['processing', null],
      ['queued', null],
    ]);
    const told =
      await superuser`select type, actor from outbox join audit_log on detail = payload where type <> 'account.connected' order by type`;
    expect(told.map((row) => [row['type'], row['actor']])).toEqual([
      ['account.disconnected', 'user:user-1'],
      ['post.state_changed', 'user:user-1'],
      ['post.state_changed', 'user:user-1'],
    ]);
  });

  test('that cannot store it all disconnects nothing and cancels nothing', async () => {
    const { id: account } = await grantAccount(api);
    await insertStoredPost(superuser, { account });
    await superuser`alter table outbox add constraint no_more check (type <> 'post.state_changed')`;

    const answer = await disconnect(api, account);

    await superuser`alter table outbox drop constraint no_more`;
    expect(answer.status).toBe(500);
    expect(await readStates()).toEqual([['queued', null]]);
    expect(await superuser`select state from oauth_accounts where id = ${account}`).toEqual([
      { state: 'connected' },
    ]);
  });
});
