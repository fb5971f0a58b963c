import type { ConnectedAccount, TokenWorld } from './token-world.ts';

/** What a day has left behind, here and at TikTok; accounts by open id. */
export interface DayEnd {
  /** How many accounts are in each state, by its reason. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly needLogin: readonly string[];
  /** One entry for each time that the CRM was told. */
  readonly toldOfLogin: readonly string[];
  /** Whose refresh token TikTok itself did not accept, once or more. */
  readonly refusedAtPlatform: readonly string[];
  /** The most token calls that were ever under way for one creator. */
  readonly mostInFlight: number;
  /** The outcomes in the journal. */
  readonly journalled: readonly string[];
  readonly keys: {
    readonly active: number;
    readonly retired: number;
    readonly tokensUnderRetired: number;
  };
}

const readStates = async ({ database }: TokenWorld) => {
  const rows = await database.superuser<{ openId: string; state: string; reason: string; told: number }[]>`
    select open_id as "openId", state, state_reason as reason,
      (select count(*)::integer from outbox where account_id = account.id and type = 'account.reauth_required') as told
    from oauth_accounts as account`;
  const byReason = Map.groupBy(rows, ({ reason }) => reason);
  return {
    reasons: Object.fromEntries([...byReason].map(([reason, own]) => [reason, own.length])),
    needLogin: rows.filter(({ state }) => state === 'reauth_required').map(({ openId }) => openId),
    toldOfLogin: rows.flatMap(({ openId, told }) => Array<string>(told).fill(openId)),
  };
};

const readKeys = async ({ database }: TokenWorld): Promise<DayEnd['keys']> => {
  const [row] = await database.superuser<DayEnd['keys'][]>`
    select
      (select count(*)::integer from data_keys where retired_at is null) as active,
      (select count(*)::integer from data_keys where retired_at is not null) as retired,
      (select count(*)::integer from oauth_accounts as account
       where exists (
         select from data_keys as key
         where key.retired_at is not null and key.tenant_id = account.tenant_id and uuid_send(key.id) in (
           substring(account.sealed_access_token from 2 for 16), substring(account.sealed_refresh_token from 2 for 16))
       )) as "tokensUnderRetired"`;
  if (row === undefined) throw new Error('The keys could not be counted.');
  return row;
};

export const readDayEnd = async (world: TokenWorld): Promise<DayEnd> => {
  const creators = world.simulator.control.listTokenCalls();
  const outcomes = await world.database.superuser<{ outcome: string }[]>`
    select distinct coalesce(outcome, 'no outcome') as outcome from refresh_attempts`;
  return {
    ...(await readStates(world)),
    refusedAtPlatform: creators.filter(({ refused }) => refused > 0).map(({ openId }) => openId),
    mostInFlight: Math.max(...creators.map(({ maxInFlight }) => maxInFlight)),
    journalled: outcomes.map(({ outcome }) => outcome),
    keys: await readKeys(world),
  };
};

const isAccepted = async ({ simulator }: TokenWorld, accessToken: string): Promise<boolean> => {
  const answer = await fetch(`${simulator.url}/v2/user/info/?fields=open_id`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  await answer.arrayBuffer();
  return answer.status === 200;
};

const isDoubtful = async (world: TokenWorld, account: ConnectedAccount): Promise<boolean> => {
  const stored = await world.reveal(account);
  const current = world.current(account);
  const same = stored.access === current.access && stored.refresh === current.refresh;
  return !same || !(await isAccepted(world, stored.access));
};

/** The accounts whose stored pair is not TikTok's newest, or whose access token it does not accept. */
export const readDoubtfulBearers = async (
  world: TokenWorld,
  accounts: readonly ConnectedAccount[],
): Promise<string[]> => {
  const doubtful: string[] = [];
  for (const account of accounts) {
    if (await isDoubtful(world, account)) doubtful.push(account.openId);
  }
  return doubtful;
};
