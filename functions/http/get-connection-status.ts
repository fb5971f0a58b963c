import { showAccount } from '../../shared/accounts/account-state.ts';
import { getConnectionStatus as route } from '../../shared/contract/routes/get-connection-status.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { type AccountStore, createAccountStore } from '../../shared/database/accounts.ts';
import { createQuotaStore, type QuotaStore } from '../../shared/database/quota.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { showQuota } from '../../shared/posts/quota.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: { accounts: AccountStore; quotas: QuotaStore } & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, query, now }) => {
    // A session sees its own user's accounts, whichever user it asks for.
    const asked = query.userId;
    const userId = caller.kind === 'session' ? caller.userId : asked;
    const foreign = asked !== undefined && asked !== userId;
    const accounts = foreign ? [] : await dependencies.accounts.list(caller.tenant, 'tiktok', userId);
    const ids = accounts.map(({ id }) => id);
    const quotas = await dependencies.quotas.read(caller.tenant, ids, now);
    return {
      status: 200,
      body: {
        connected: accounts.some((account) => account.state === 'connected'),
        accounts: accounts.flatMap((account) => {
          const quota = quotas.get(account.id);
          return quota === undefined ? [] : [{ ...showAccount(account, now), quota: showQuota(quota) }];
        }),
      },
    };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    accounts: createAccountStore(sql),
    quotas: createQuotaStore(sql, tiktokSubmissionLimits),
    clock: systemClock,
    log: createLog(),
  });
}, answerUnopened(createLog));
