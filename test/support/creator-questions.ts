import type { Answer } from './answer.ts';
import type { Api } from './api.ts';

export const creatorInfoPath = '/v2/post/publish/creator_info/query/';

/** Asks for an account's creator info, as the tenant's CRM unless a token says otherwise. */
export const askForCreator = async (api: Api, accountId: string, token?: string): Promise<Answer> =>
  api.request('GET', `/api/tiktok/creator-info?${new URLSearchParams({ accountId })}`, {
    token: token ?? (await api.token()),
  });

/** Lets time pass for everything that is counted by the database's clock. */
export const shiftLimits = async (api: Api, ms: number): Promise<void> => {
  const { superuser } = api.database;
  await superuser`
    update rate_calls
    set counted_until = array(select time - ${ms} * interval '1 millisecond' from unnest(counted_until) as time),
      blocked_until = blocked_until - ${ms} * interval '1 millisecond'`;
  await superuser`
    update learned_caps
    set until = until - ${ms} * interval '1 millisecond', learned_at = learned_at - ${ms} * interval '1 millisecond'`;
};
