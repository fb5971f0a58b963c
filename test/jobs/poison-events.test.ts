import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createSender, redrive } from '../../shared/queue/sqs.ts';
import { clearTables, insertAccount, readEffects } from '../support/accounts.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import { type EventQueue, openEventQueue } from '../support/event-queue.ts';
import { pollOnce, pollUntil } from '../support/queue-poller.ts';
import { clientKey, epoch, writeEvent, writeRemoval } from '../support/tiktok-events.ts';

const onAccounts = `
  create or replace function poison() returns trigger language plpgsql as $$
    begin if new.open_id = 'poison' then raise E'poison \\x01 in accounts'; end if; return new; end $$;
  create trigger poison before update on oauth_accounts for each row execute function poison();`;
const onEvents = `
  create or replace function poison() returns trigger language plpgsql as $$
    begin if new.open_id = 'poison' then raise 'poison in events'; end if; return new; end $$;
  create trigger poison before insert on webhook_events for each row execute function poison();`;

describe('an event whose handling throws', () => {
  let database: TestDatabase;
  let queue: EventQueue;

  beforeAll(async () => {
    [database, queue] = await Promise.all([createDatabase(), openEventQueue()]);
  });
  beforeEach(async () => {
    await cure();
    await clearTables(database.superuser);
  });
  afterAll(() => Promise.all([database.drop(), queue.stop()]));

  const cure = () =>
    database.superuser.unsafe(
      'drop trigger if exists poison on oauth_accounts; drop trigger if exists poison on webhook_events',
    );
  const neighbours = Array.from({ length: 99 }, (_, index) => writeEvent({ createTime: epoch + index }));
  const sendAll = async (bodies: readonly Uint8Array[]) => {
    const send = createSender(queue.client, queue.queueUrl);
    await Promise.all(
      bodies.map((body) => send({ body: Buffer.from(body).toString('base64'), attributes: { clientKey } })),
    );
  };
  const bringBack = () => redrive({ ...queue, now: () => new Date() }, new Date(Date.now() + 10_000));
  const parked = async () =>
    (await database.superuser`select 1 from webhook_events where outcome = 'parked'`).length;

  test.each([
    ['its account', onAccounts, 'PostgresError: poison \ufffd in accounts'],
    ['its record', onEvents, 'PostgresError: poison in events'],
  ])(
    'for %s is tried five times while its neighbours commit at once, and comes back cured',
    async (_, trigger, error) => {
      await insertAccount(database.superuser, { openId: 'poison' });
      await database.superuser.unsafe(trigger);
      await sendAll([...neighbours.slice(0, 50), writeRemoval('poison'), ...neighbours.slice(50)]);
      const apply = createApplyEvents(database.worker, queue);

      const first = await pollOnce(queue, apply);
      const parkedAtOnce = await parked();
      let tries = 1;
      await pollUntil(
        queue,
        async (event) => {
          tries += 1;
          return apply(event);
        },
        async () => (await queue.count(queue.deadLetterUrl)) === 1,
      );
      const left = await queue.count(queue.queueUrl);
      const { Messages: [dead] = [] } = await queue.client.send(
        new ReceiveMessageCommand({
          QueueUrl: queue.deadLetterUrl,
          MessageAttributeNames: ['All'],
          VisibilityTimeout: 0,
        }),
      );
      await cure();
      const moved = await bringBack();
      await pollUntil(queue, apply, async () => (await queue.count(queue.queueUrl)) === 0);

      const { accounts, outbox } = await readEffects(database.superuser);
      expect([first.received, first.failed, parkedAtOnce]).toEqual([100, 1, 99]);
      expect([tries, left]).toEqual([5, 0]);
      expect(dead?.MessageAttributes?.['error']?.StringValue).toBe(error);
      expect(moved).toEqual({ moved: 1, remaining: 0 });
      expect(accounts).toMatchObject([{ state: 'revoked', token_version: 2 }]);
      expect(outbox.length).toBe(1);
    },
  );

  test('that was brought back uncured is tried five times anew', async () => {
    await insertAccount(database.superuser, { openId: 'poison' });
    await database.superuser.unsafe(onAccounts);
    const apply = createApplyEvents(database.worker);
    const batch = () => writeBatch([writeRemoval('poison')]);
    const tryOften = async () => {
      let tries = 1;
      while ((await apply(batch())).batchItemFailures.length > 0) tries += 1;
      return tries;
    };

    const tries = [await tryOften(), await tryOften()];

    expect(tries).toEqual([5, 5]);
  });

  test('stays in the queue while the dead letters cannot take it, and keeps no neighbour back', async () => {
    await insertAccount(database.superuser, { openId: 'poison' });
    await database.superuser.unsafe(onAccounts);
    const apply = createApplyEvents(database.worker, queue);
    const batch = writeBatch([writeRemoval('poison'), ...neighbours]);
    for (let tries = 1; tries < 5; tries += 1) await apply(batch);
    queue.aws.setFault({ service: 'sqs', action: 'SendMessage', error: 'InternalFailure' });

    const answer = await apply(batch);

    queue.aws.clearFaults();
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: batch.Records[0]?.messageId }]);
  });

  test('that another copy applied meanwhile is no failure any more', async () => {
    await insertAccount(database.superuser, { openId: 'poison' });
    await database.superuser.unsafe(onAccounts);
    const apply = createApplyEvents(database.worker);
    await apply(writeBatch([writeRemoval('poison')]));
    await cure();

    const answers = [
      await apply(writeBatch([writeRemoval('poison')])),
      await apply(writeBatch([writeRemoval('poison')])),
    ];

    const rows = await database.superuser`select outcome, error from webhook_events`;
    const { outbox } = await readEffects(database.superuser);
    expect(answers).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
    expect([...rows]).toEqual([{ outcome: 'applied', error: null }]);
    expect(outbox.length).toBe(1);
  });
});

describe('redrive', () => {
  let queue: EventQueue;
  let database: TestDatabase;

  beforeAll(async () => {
    [database, queue] = await Promise.all([createDatabase(), openEventQueue()]);
  });
  afterAll(() => Promise.all([database.drop(), queue.stop()]));

  const bury = async (count: number) => {
    const send = createSender(queue.client, queue.deadLetterUrl);
    for (let index = 0; index < count; index += 1) {
      const body = writeRemoval('open-id', epoch + index).toString('base64');
      await send({ body, attributes: { clientKey, error: 'once' } });
    }
  };

  test('moves all there is and counts it; with nothing there it moves nothing', async () => {
    await bury(23);
    const dependencies = { ...queue, now: () => new Date() };

    const counts = [
      await redrive(dependencies, new Date(Date.now() + 10_000)),
      await redrive(dependencies, new Date(Date.now() + 10_000)),
    ];

    const arrived = await queue.count(queue.queueUrl);
    expect(counts).toEqual([
      { moved: 23, remaining: 0 },
      { moved: 0, remaining: 0 },
    ]);
    expect(arrived).toBe(23);
  });

  test('without time left it moves nothing and says what remains', async () => {
    await bury(3);

    const counts = await redrive({ ...queue, now: () => new Date(1) }, new Date(0));

    expect(counts).toEqual({ moved: 0, remaining: 3 });
  });

  test('cut off between send and delete, an event is there twice and applied once', async () => {
    await clearTables(database.superuser);
    await insertAccount(database.superuser);
    await pollUntil(
      queue,
      async () => ({ batchItemFailures: [] }),
      async () => (await queue.count(queue.queueUrl)) === 0,
    );
    queue.aws.setFault({ service: 'sqs', action: 'DeleteMessage', error: 'unavailable' });
    const cut = redrive({ ...queue, now: () => new Date() }, new Date(Date.now() + 10_000));
    await expect(cut).rejects.toMatchObject({ code: 'queue_unavailable' });
    queue.aws.clearFaults();
    const apply = createApplyEvents(database.worker, queue);
    const send = createSender(queue.client, queue.queueUrl);
    await send({ body: writeRemoval('open-id').toString('base64'), attributes: { clientKey } });

    await pollUntil(queue, apply, async () => (await queue.count(queue.queueUrl)) === 0);

    const { outbox } = await readEffects(database.superuser);
    expect(await queue.count(queue.deadLetterUrl)).toBe(3);
    expect(outbox.length).toBe(1);
  });
});
