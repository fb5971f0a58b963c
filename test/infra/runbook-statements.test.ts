import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../shared/core/secret.ts';
import { createDataKeyStore } from '../../shared/database/data-keys.ts';
import { bindToken } from '../../shared/tokens/account-tokens.ts';
import { createVault, type Vault } from '../../shared/vault/vault.ts';
import { clearTables, insertAccount } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createFakeKeyService } from '../support/vault-fakes.ts';
import { repositoryRoot } from './synthesized.ts';

const tenant = 'tenant-a';
const runbook = readFileSync(join(repositoryRoot, 'infra/RUNBOOK.md'), 'utf8');

/** Each statement that an operator is told to run, with what they put in its place-holders. */
const statements = [...runbook.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, text = '']) =>
  text.replaceAll('<account>', randomUUID()).replaceAll('<tenant>', tenant),
);
const statementWith = (words: string): string => {
  const found = statements.filter((text) => text.includes(words));
  if (found.length !== 1) throw new Error(`not exactly one statement with "${words}"`);
  return found.join();
};

describe('the statements of the runbook', () => {
  let database: TestDatabase;
  const keyService = createFakeKeyService();

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => clearTables(database.superuser));
  afterAll(() => database.drop());

  const run = (statement: string) => database.worker.unsafe(statement);
  const openVault = (): Vault =>
    createVault({
      keyService,
      dataKeyStore: createDataKeyStore(database.worker),
      clock: () => new Date(),
      settings: { dataKeyMaxAgeMs: 86_400_000, heldKeyMaxAgeMs: 300_000, heldKeysMax: 10 },
    });
  const seal = (vault: Vault, id: string) =>
    vault.seal(new Secret('act.1'), bindToken(tenant, id, 'sealed_access_token'));

  test.each(statements.map((text) => [text.trim().split('\n').join(' ').slice(0, 90), text] as const))(
    'runs as the login worker: %s…',
    async (_start, statement) => {
      await expect(run(statement)).resolves.toBeDefined();
    },
  );

  test('ending a data key by hand gives the next seal a new one, and the accounts under the old one are counted', async () => {
    const id = randomUUID();
    const sealedAccessToken = await seal(openVault(), id);
    await insertAccount(database.superuser, { id, tenant, sealedAccessToken });

    await run(statementWith('update data_keys'));
    const before = await run(statementWith('uuid_send'));
    const resealed = await seal(openVault(), id);
    await database.superuser`update oauth_accounts set sealed_access_token = ${Buffer.from(resealed)} where id = ${id}`;
    const after = await run(statementWith('uuid_send'));

    expect(before).toMatchObject([{ tenant_id: tenant, accounts: '1' }]);
    expect(after).toMatchObject([{ tenant_id: tenant, accounts: '0' }]);
  });

  test('the attempts shown as in doubt are those without an outcome whose lease has long ended, and whose tokens are still the account’s', async () => {
    const [old, young, done, healed, lost] = await Promise.all(
      (['old', 'young', 'done', 'healed', 'lost'] as const).map((openId) =>
        insertAccount(database.superuser, {
          tenant,
          openId,
          state: openId === 'lost' ? 'reauth_required' : 'connected',
        }),
      ),
    );
    if (!old || !young || !done || !healed || !lost) throw new Error('No accounts.');
    await database.superuser`update oauth_accounts set token_version = 2 where id = ${healed}`;
    await database.superuser`
      insert into refresh_attempts (id, tenant_id, account_id, lease_id, version_seen, started_by, started_at, outcome)
      values
        (${old}, ${tenant}, ${old}, ${old}, 1, 'sweep', now() - interval '1 hour', null),
        (${young}, ${tenant}, ${young}, ${young}, 1, 'use', now(), null),
        (${healed}, ${tenant}, ${healed}, ${healed}, 1, 'use', now() - interval '1 hour', null),
        (${lost}, ${tenant}, ${lost}, ${lost}, 1, 'use', now() - interval '1 hour', null),
        (${done}, ${tenant}, ${done}, ${done}, 1, 'use', now() - interval '1 hour', 'refreshed')`;

    const shown = await run(statementWith('outcome is null'));

    expect(shown).toMatchObject([{ account_id: old }]);
  });
});
