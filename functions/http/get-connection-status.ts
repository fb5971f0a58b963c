import { showAccount } from '../../shared/accounts/account-state.ts';
import { getConnectionStatus as route } from '../../shared/contract/routes/get-connection-status.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { type AccountStore, createAccountStore } from '../../shared/database/accounts.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: { accounts: AccountStore } & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, query, now }) => {
    // A session sees its own user's accounts, whichever user it asks for.
    const asked = query.userId;
    const userId = caller.kind === 'session' ? caller.userId : asked;
    const foreign = asked !== undefined && asked !== userId;
    const accounts = foreign ? [] : await dependencies.accounts.list(caller.tenant, 'tiktok', userId);
    return {
      status: 200,
      body: {
        connected: accounts.some((account) => account.state === 'connected'),
        accounts: accounts.map((account) => showAccount(account, now)),
      },
    };
  });

export const handler = start(
  async () =>
    create({
      accounts: createAccountStore(await openDatabase(process.env)),
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
