import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLearnedCaps } from '../../shared/database/learned-caps.ts';
import { createDatabase } from '../support/database.ts';

const database = await createDatabase();
afterAll(() => database.drop());
beforeEach(async () => {
  await database.superuser`truncate learned_caps`;
});

const hourMs = 3_600_000;

describe.each(['app', 'worker'] as const)('caps that the %s login learns', (login) => {
  const caps = createLearnedCaps(database[login]);
  const codesFor = async (tenant: string, accountId: string): Promise<string[]> =>
    (await caps.find(tenant, accountId)).map(({ code }) => code);

  test('hold for their account, those of the app for all, and no longer than told', async () => {
    const account = { tenant: 'tenant-a', accountId: randomUUID() };

    await caps.learn(account, 'daily', hourMs);
    await caps.learn(account, 'over', -1);
    await caps.learn('app', 'creators', hourMs);

    expect(await codesFor('tenant-a', account.accountId)).toEqual(['creators', 'daily']);
    expect(await codesFor('tenant-a', randomUUID())).toEqual(['creators']);
    expect(await codesFor('tenant-b', account.accountId)).toEqual(['creators']);
  });

  test('are replaced by what is learned later, sooner or later as it ends', async () => {
    const account = { tenant: 'tenant-a', accountId: randomUUID() };

    await caps.learn(account, 'daily', 20 * hourMs);
    await caps.learn(account, 'daily', hourMs);

    const [cap] = await caps.find('tenant-a', account.accountId);
    expect(Math.round(((cap?.until.getTime() ?? 0) - Date.now()) / hourMs)).toBe(1);
  });

  test('end by the platform’s word only when they are old enough', async () => {
    const account = { tenant: 'tenant-a', accountId: randomUUID() };
    await caps.learn(account, 'daily', hourMs);
    await caps.learn('app', 'creators', hourMs);

    const young = await caps.end(account, 'daily', 60_000);
    const old = await caps.end('app', 'creators', 0);
    const again = await caps.end('app', 'creators', 0);

    expect([young, old, again]).toEqual([false, true, false]);
    expect(await codesFor('tenant-a', account.accountId)).toEqual(['daily']);
  });

  test('of an account cannot be ended or changed for another tenant', async () => {
    const accountId = randomUUID();
    await caps.learn({ tenant: 'tenant-a', accountId }, 'daily', hourMs);

    const ended = await createLearnedCaps(database.app).end({ tenant: 'tenant-b', accountId }, 'daily', 0);

    expect(ended).toBe(false);
    expect(await codesFor('tenant-a', accountId)).toEqual(['daily']);
  });
});
