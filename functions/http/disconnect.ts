import { type DisconnectDependencies, disconnectAccount } from '../../shared/accounts/disconnect-account.ts';
import { disconnect as route } from '../../shared/contract/routes/disconnect.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createCount } from '../../shared/core/metrics.ts';
import { createAccountStore } from '../../shared/database/accounts.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { readQueueUrl } from '../../shared/queue/env.ts';
import { createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { leaseMs } from '../../shared/tokens/refresh-account.ts';
import { openDatabase, openTiktok, openVault } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: DisconnectDependencies & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, body }) => {
    const owner = {
      tenant: caller.tenant,
      onlyUserId: caller.kind === 'session' ? caller.userId : undefined,
      actorUserId: caller.userId,
    };
    const { revokedAtPlatform, detail } = await disconnectAccount(dependencies, owner, body.accountId);
    return {
      status: 200,
      body: { accountId: body.accountId, state: 'disconnected', revokedAtPlatform, detail },
    };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    accounts: createAccountStore(sql),
    tokens: createTokenRefreshStore(sql),
    vault: openVault(process.env, sql),
    platform: openTiktok(process.env),
    sendToLifeboat: createSender(createSqsClient(), readQueueUrl(process.env, 'token-lifeboat')),
    count: createCount(process.env),
    clock: systemClock,
    log: createLog(),
    chance: Math.random,
    leaseMs,
  });
}, answerUnopened(createLog));
