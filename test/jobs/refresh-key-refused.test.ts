import { randomUUID } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withAccessToken } from '../../shared/tokens/with-access-token.ts';
import { createKmsKeyService } from '../../shared/vault/kms.ts';
import { startTokenCloud, type TokenCloud } from '../support/token-cloud.ts';
import { countLeases, hourMs, secondMs, sweepOnce } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

const count = 6;

describe('a role that may not use the token key', () => {
  let cloud: TokenCloud;
  let kms: KMSClient;
  let world: TokenWorld;
  let accounts: ConnectedAccount[];
  const principal = { accessKeyId: 'AKIATESTWORKER', secretAccessKey: randomUUID(), roleName: 'worker' };

  /** Gives the role its grant, or takes it away, as an operator's change of a policy does. */
  const allow = (Action: string | readonly string[]): void =>
    cloud.aws.addPrincipal({
      ...principal,
      policies: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }],
    });

  beforeEach(async () => {
    cloud = await startTokenCloud();
    allow(['kms:GenerateDataKey', 'kms:Decrypt']);
    const { url: endpoint, region } = cloud.aws;
    kms = new KMSClient({ endpoint, region, credentials: principal, maxAttempts: 1 });
    const keyService = createKmsKeyService({ client: kms, keyArn: cloud.keyArn });
    world = await startTokenWorld({ keyService });
    accounts = await world.connect({ count, tenants: 2 });
    await world.advance(2 * hourMs);
  });
  afterEach(async () => {
    kms.destroy();
    await world.close();
    await cloud.close();
  });

  const calls = () => world.simulator.control.countTokenCalls().refreshCalls;

  test('leaves no lease held and no account worse off, asks TikTok nothing, and the next sweep heals all', async () => {
    allow('sqs:SendMessage');

    const refused = await sweepOnce(world);
    const leases = await countLeases(world);
    const askedMeanwhile = calls();
    const standing = await Promise.all(accounts.map((account) => world.read(account)));
    allow(['kms:GenerateDataKey', 'kms:Decrypt']);
    await world.advance(30 * secondMs);
    const healed = await sweepOnce(world);

    expect(refused).toMatchObject({ refreshed: 0, failed: count, reauthRequired: 0 });
    expect([leases, askedMeanwhile]).toEqual([0, 0]);
    for (const account of standing)
      expect(account).toMatchObject({ state: 'connected', refreshFailures: 0, refreshRefusals: 0 });
    expect(healed).toMatchObject({ refreshed: count, failed: 0, skipped: {} });
    for (const account of accounts) {
      expect(await world.reveal(account)).toEqual(world.current(account));
      expect(await world.told(account)).toEqual(['account.connected']);
    }
  });

  test('however long it lasts costs nobody a login', async () => {
    allow('sqs:SendMessage');
    for (let nth = 0; nth < 12; nth += 1) {
      await sweepOnce(world);
      await world.advance(30 * secondMs);
    }
    allow(['kms:GenerateDataKey', 'kms:Decrypt']);

    const healed = await sweepOnce(world);

    expect(healed).toMatchObject({ refreshed: count, failed: 0, reauthRequired: 0 });
  });

  test('is told a caller as the key service being out of reach, without the name of a key or a role', async () => {
    const [account] = accounts;
    if (account === undefined) throw new Error('No account.');
    allow('sqs:SendMessage');
    const use = withAccessToken(
      world.worker({}, { login: 'app' }),
      { tenant: account.tenant, accountId: account.id },
      async () => 'used',
    );

    const failure: unknown = await use.catch((error: unknown) => error);

    expect(failure).toMatchObject({ code: 'key_service_unavailable', retryAfterSeconds: expect.any(Number) });
    expect(String(Reflect.get(Object(failure), 'detail'))).not.toMatch(/arn:|worker|AccessDenied/);
    expect([await countLeases(world), calls()]).toEqual([0, 0]);
  });
});
