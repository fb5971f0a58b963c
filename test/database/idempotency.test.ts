import { createHash, randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createIdempotencyStore, type IdempotentTry } from '../../shared/database/idempotency.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { createDatabase } from '../support/database.ts';

const database = await createDatabase();
afterAll(() => database.drop());
const store = createIdempotencyStore(database.app);

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();
const newName = (wish: { tenant?: string; operation?: string; key?: string } = {}) => ({
  tenant: 'tenant-a',
  operation: 'upload',
  key: randomUUID(),
  ...wish,
});
const newTry = (wish: Partial<IdempotentTry> = {}): IdempotentTry => ({
  runId: randomUUID(),
  callerHash: sha256('user-1'),
  requestHash: sha256('{}'),
  resourceId: randomUUID(),
  leaseMs: 40_000,
  ...wish,
});

/** As if the lease of a dead worker had run out. */
const endLease = (key: string) => database.superuser`
  update idempotency_keys set lease_expires_at = clock_timestamp() - interval '1 second' where key = ${key}`;

describe('a key', () => {
  test('is run once and answers from then on, field by field as it was stored', async () => {
    const [name, first] = [newName(), newTry()];
    const reply = { status: 202, body: { z: 1, a: '7123456789012345678', m: null } };

    const begun = await store.begin(name, first);
    const meanwhile = await store.begin(name, newTry());
    await store.finish(name, first.runId, reply);
    const after = await store.begin(name, newTry());

    expect(begun).toEqual({ kind: 'run', resourceId: first.resourceId, isRerun: false });
    expect(meanwhile).toEqual({ kind: 'in_progress', waitMs: expect.closeTo(40_000, -4) });
    expect(after).toEqual({ kind: 'answered', reply });
    expect(JSON.stringify(after)).toContain(JSON.stringify(reply));
  });

  test('of twenty tries at once over several connections is run by one', async () => {
    const name = newName();
    const stores = Array.from({ length: 4 }, () => createIdempotencyStore(database.open('app', 2)));

    const starts = await Promise.all(
      Array.from({ length: 20 }, (_, nth) => stores[nth % 4]?.begin(name, newTry())),
    );

    expect(starts.filter((start) => start?.kind === 'run').length).toBe(1);
    expect(starts.filter((start) => start?.kind === 'in_progress').length).toBe(19);
  });

  test('whose worker died is run again by one, under the id that the first one had', async () => {
    const [name, dead] = [newName(), newTry()];
    await store.begin(name, dead);
    await endLease(name.key);

    const starts = await Promise.all(Array.from({ length: 5 }, () => store.begin(name, newTry())));

    const runs = starts.filter(({ kind }) => kind === 'run');
    expect(runs).toEqual([{ kind: 'run', resourceId: dead.resourceId, isRerun: true }]);
  });

  test('keeps the answer of whose turn it is: one that was taken for dead changes nothing', async () => {
    const [name, dead, second] = [newName(), newTry(), newTry()];
    await store.begin(name, dead);
    await endLease(name.key);
    await store.begin(name, second);

    await store.finish(name, dead.runId, { status: 500 });
    await store.giveUp(name, dead.runId, 'forget');
    const meanwhile = await store.begin(name, newTry());
    await store.finish(name, second.runId, { status: 202 });

    expect(meanwhile.kind).toBe('in_progress');
    expect(await store.begin(name, newTry())).toEqual({ kind: 'answered', reply: { status: 202 } });
  });

  test('that was given up is as new, or keeps its id when something may be stored under it', async () => {
    const [name, first, second] = [newName(), newTry(), newTry({ requestHash: sha256('other') })];

    await store.begin(name, first);
    await store.giveUp(name, first.runId, 'forget');
    const forgotten = await store.begin(name, second);
    await store.giveUp(name, second.runId, 'keep_id');
    const kept = await store.begin(name, newTry({ requestHash: sha256('other') }));

    expect(forgotten).toEqual({ kind: 'run', resourceId: second.resourceId, isRerun: false });
    expect(kept).toEqual({ kind: 'run', resourceId: second.resourceId, isRerun: true });
  });

  test.each([
    ['another body', { requestHash: sha256('{"a":1}') }],
    ['another user', { callerHash: sha256('user-2') }],
  ])('serves no request with %s, before or after its answer or its worker’s end', async (_, other) => {
    const [name, first] = [newName(), newTry()];
    await store.begin(name, first);

    const before = await store.begin(name, newTry(other));
    await endLease(name.key);
    const dead = await store.begin(name, newTry(other));
    await store.finish(name, first.runId, { status: 202 });
    const after = await store.begin(name, newTry(other));

    expect([before, dead, after]).toEqual(Array(3).fill({ kind: 'other_request' }));
  });

  test('of another tenant or operation is another key', async () => {
    const name = newName();
    await store.begin(name, newTry());

    const others = [
      await store.begin({ ...name, tenant: 'tenant-b' }, newTry()),
      await store.begin({ ...name, operation: 'cancel-post' }, newTry()),
    ];

    expect(others.map(({ kind }) => kind)).toEqual(['run', 'run']);
  });

  test('is seen, answered and forgotten by its own tenant alone', async () => {
    const [name, first] = [newName(), newTry()];
    await store.begin(name, first);
    const asOther = <Row extends object>(statement: string) =>
      queryAs<Row>(database.app, { tenant: 'tenant-b' }, (own) => own.unsafe(statement));

    const seen = await asOther(`select key from idempotency_keys where tenant_id = 'tenant-a'`);
    const changed = await asOther(
      `update idempotency_keys set reply = '{}' where tenant_id = 'tenant-a' returning key`,
    );
    const deleted = await asOther(`delete from idempotency_keys where tenant_id = 'tenant-a' returning key`);

    expect([seen.length, changed.length, deleted.length]).toEqual([0, 0, 0]);
    expect((await store.begin(name, newTry())).kind).toBe('in_progress');
  });

  test('never changes what it was asked for or the id it stands for', async () => {
    const name = newName();
    await store.begin(name, newTry());

    for (const column of ['resource_id', 'request_hash', 'caller_hash', 'created_at']) {
      const change = database.app.unsafe(`update idempotency_keys set ${column} = ${column}`);
      await expect(change).rejects.toMatchObject({ code: '42501' });
    }
  });
});
