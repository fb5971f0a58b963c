import { showAccount } from '../../shared/accounts/account-state.ts';
import { readSiteEnvironment, type Site } from '../../shared/accounts/site.ts';
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

export interface StatusDependencies {
  readonly accounts: AccountStore;
  readonly quotas: QuotaStore;
  readonly site: Pick<Site, 'crmOrigins'>;
}

export const create = (dependencies: StatusDependencies & EdgeDependencies) =>
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
        // Not signed into the link: the widget writes the address of the CRM's page into it by itself.
        returnOrigins: [...dependencies.site.crmOrigins],
      },
    };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    accounts: createAccountStore(sql),
    quotas: createQuotaStore(sql, tiktokSubmissionLimits),
    site: readSiteEnvironment(process.env),
    clock: systemClock,
    log: createLog(),
  });
}, answerUnopened(createLog));
