import { type AccountRow, createAccountStore } from '../../shared/database/accounts.ts';
import { openAccessToken } from '../../shared/tokens/account-tokens.ts';
import type { Api } from './api.ts';

/** An account as it is stored; throws when there is none. */
export const readAccount = async (api: Api, id: string, tenant = 'tenant-a'): Promise<AccountRow> => {
  const account = await createAccountStore(api.database.app).find(tenant, id);
  if (account === undefined) throw new Error(`There is no account ${id}.`);
  return account;
};

export const countAccounts = async (api: Api): Promise<number> =>
  (await api.database.superuser`select 1 from oauth_accounts`).length;

/** An account's access token in the clear, as the product would open it. */
export const revealAccessToken = async (api: Api, id: string, tenant = 'tenant-a'): Promise<string> =>
  (await openAccessToken(api.product.vault, await readAccount(api, id, tenant))).reveal();

export interface Announced {
  readonly type: string;
  readonly payload: unknown;
  readonly actor: string;
}

/** What was announced of an account, oldest first: each outbox row with the audit row of the same change. */
export const readAnnouncements = async (api: Api, accountId: string): Promise<readonly Announced[]> =>
  api.database.superuser<Announced[]>`
    select outbox.type, outbox.payload, audit_log.actor
    from outbox
    full join audit_log
      on audit_log.account_id = outbox.account_id
      and audit_log.action = outbox.type
      and audit_log.at = outbox.created_at
      and audit_log.detail = outbox.payload
    where coalesce(outbox.account_id, audit_log.account_id) = ${accountId}
    order by outbox.id`;

/** Whether TikTok still honours an access token. */
export const worksAtTiktok = async (api: Api, accessToken: string): Promise<boolean> => {
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await fetch(`${api.simulator.url}/v2/user/info/?fields=open_id`, { headers });
  return answer.ok;
};

/** The calls that TikTok got on a path. */
export const callsTo = (api: Api, path: string) =>
  api.simulator.control.listCalls().filter((call) => call.path === path);

export const tokenPath = '/v2/oauth/token/';
export const revokePath = '/v2/oauth/revoke/';
export const userInfoPath = '/v2/user/info/';
