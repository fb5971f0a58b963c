import { Secret } from '../../shared/core/secret.ts';
import { createTiktok } from '../../shared/platforms/tiktok/tiktok.ts';
import { type SweepDependencies, sweepTokens } from '../../shared/tokens/sweep.ts';
import type { SweepCounts } from '../../shared/tokens/sweep-tally.ts';
import type { ConnectedAccount, ConnectWish, TokenWorld } from './token-world.ts';

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

export const tokenPath = '/v2/oauth/token/';

/** One account, connected now. */
export const connectOne = async (world: TokenWorld, wish: ConnectWish = {}): Promise<ConnectedAccount> => {
  const [account] = await world.connect({ ...wish, count: 1 });
  if (account === undefined) throw new Error('No account was connected.');
  return account;
};

/** A sweep by a worker of its own, with a minute to begin refreshes in. */
export const sweepOnce = (
  world: TokenWorld,
  changes: Partial<SweepDependencies> = {},
): Promise<SweepCounts> =>
  sweepTokens(
    world.worker(changes, { sql: world.database.worker }),
    new Date(world.now().getTime() + minuteMs),
  );

/** The app with a client secret that TikTok does not know. */
export const openTiktokWithWrongSecret = ({ simulator }: TokenWorld) =>
  createTiktok({
    settings: { authorizeUrl: `${simulator.url}/v2/auth/authorize/`, apiUrl: simulator.url, pkce: 'off' },
    credentials: async () => ({
      clientKey: simulator.control.readApp().clientKey,
      clientSecret: new Secret('not the secret of this app'),
      previousClientSecret: undefined,
    }),
    fetch,
  });

/** How many leases are held, live or not. */
export const countLeases = async ({ database }: TokenWorld): Promise<number> => {
  const rows = await database.superuser`select id from oauth_accounts where lease_id is not null`;
  return rows.length;
};

/** A token answer in full, for a fault that answers in TikTok's place. */
export const writeTokenAnswer = (changes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    access_token: 'act.from-the-answer',
    expires_in: 7_200,
    refresh_token: 'rft.from-the-answer',
    refresh_expires_in: 15_552_000,
    scope: 'user.info.basic',
    token_type: 'Bearer',
    ...changes,
  });

/** Lets the next token calls be answered with this body; it takes no effect at TikTok. */
export const answerNext = ({ simulator }: TokenWorld, body: string, times: number | null = 1) =>
  simulator.control.addFault({
    match: { path: tokenPath },
    times,
    action: { kind: 'answer', status: 200, body },
  });

/** A change as it was told and noted, oldest first. */
export interface ToldChange {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly actor: string;
}

/**
 * What the CRM was told of an account and what the audit log says, row by row. Throws unless each has its twin of the same
 * content from the same transaction, and the newest belongs to the transaction that changed the account last, if `withRow`.
 */
export const readChanges = async (
  { database }: TokenWorld,
  { id }: ConnectedAccount,
  withRow = true,
): Promise<ToldChange[]> => {
  const rows = await database.superuser<(ToldChange & { twins: boolean | null; ofRow: boolean })[]>`
    select told.type, told.payload, noted.actor,
      told.tenant_id = noted.tenant_id and told.type = noted.action and told.payload = noted.detail
        and told.created_at = noted.at as twins,
      told.tx = (select xmin::text from oauth_accounts where id = ${id}) as "ofRow"
    from (select *, xmin::text as tx from outbox where account_id = ${id}) as told
    full join (select *, xmin::text as tx from audit_log where account_id = ${id}) as noted using (tx)
    order by coalesce(told.id, noted.id)`;
  if (!rows.every(({ twins }) => twins === true)) throw new Error('Outbox and audit log do not agree.');
  if (withRow && rows.at(-1)?.ofRow !== true)
    throw new Error('The last change was told in another transaction.');
  return rows.map(({ type, payload, actor }) => ({ type, payload, actor }));
};
