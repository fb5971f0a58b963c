import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { create as createReceiver } from '../../functions/webhook/receive-webhook.ts';
import { Secret } from '../../shared/core/secret.ts';
import type { Sql } from '../../shared/database/client.ts';
import { createSender } from '../../shared/queue/sqs.ts';
import { clearTables, insertAccount, readEffects } from '../support/accounts.ts';
import { collectLog } from '../support/collected-log.ts';
import { createApplyEvents, writeBatch } from '../support/event-jobs.ts';
import { type EventQueue, openEventQueue } from '../support/event-queue.ts';
import { type OwnPostgres, startOwnPostgres } from '../support/own-postgres.ts';
import { pollOnce, pollUntil } from '../support/queue-poller.ts';
import {
  clientKey,
  clientSecret,
  epoch,
  signBody,
  writeEvent,
  writeRemoval,
} from '../support/tiktok-events.ts';
import { writeWebhookRequest } from '../support/webhook-request.ts';

describe('while the database is down', () => {
  let postgres: OwnPostgres;
  let superuser: Sql;
  let queue: EventQueue;

  beforeAll(async () => {
    [postgres, queue] = await Promise.all([startOwnPostgres(), openEventQueue()]);
    superuser = postgres.openSuperuser();
  });
  beforeEach(() => clearTables(superuser));
  afterAll(() => Promise.all([postgres.stop(), queue.stop()]));

  const receiver = () => {
    const credentials = {
      clientKey,
      clientSecret: new Secret(clientSecret),
      previousClientSecret: undefined,
    };
    const read = async () => credentials;
    return createReceiver({
      credentials: { read, readAgain: read },
      send: createSender(queue.client, queue.queueUrl),
      maxAgeSeconds: 73 * 3600,
      clock: () => new Date(epoch * 1000),
      log: collectLog(),
    });
  };
  const isEmpty = async () => (await queue.count(queue.queueUrl)) === 0;

  test('a thousand webhooks are taken, wait longer than ten receives, and are applied by themselves when it is back', async () => {
    await insertAccount(superuser);
    const receive = receiver();
    const apply = createApplyEvents(postgres.open('worker'), queue);
    const bodies = Array.from({ length: 999 }, (_, index) => writeEvent({ createTime: epoch + index }));
    bodies.push(writeRemoval('open-id'));
    await postgres.server.stop();

    const statuses: (number | undefined)[] = [];
    for (let start = 0; start < bodies.length; start += 50) {
      const answers = await Promise.all(
        bodies.slice(start, start + 50).map((body) => receive(writeWebhookRequest(body, signBody(body)))),
      );
      statuses.push(...answers.map((answer) => answer.statusCode));
    }
    let mostReceives = 0;
    let applied = 0;
    while (mostReceives <= 10) {
      const batch = await pollOnce(queue, apply);
      mostReceives = Math.max(mostReceives, batch.mostReceives);
      applied += batch.received - batch.failed;
    }
    await postgres.server.start();
    await pollUntil(queue, apply, isEmpty);

    const counted = await superuser`
      select outcome, count(*)::int, max(attempts) as attempts from webhook_events group by outcome order by outcome`;
    const { accounts } = await readEffects(superuser);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(applied).toBe(0);
    expect([...counted]).toEqual([
      { outcome: 'applied', count: 1, attempts: 0 },
      { outcome: 'parked', count: 999, attempts: 0 },
    ]);
    expect(accounts).toMatchObject([{ state: 'revoked' }]);
    expect(await queue.count(queue.deadLetterUrl)).toBe(0);
  });

  test('a batch that was cut by a power failure is applied once when it comes again', async () => {
    const openIds = Array.from({ length: 30 }, () => randomUUID());
    for (const openId of openIds) await insertAccount(superuser, { openId, user: openId });
    await superuser.unsafe(`
      create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$;
      create trigger slow before insert on outbox for each row execute function slow();`);
    const apply = createApplyEvents(postgres.open('worker'));
    const batch = writeBatch(openIds.map((openId) => writeRemoval(openId)));

    const cut = apply(batch);
    await untilBusy(superuser);
    await postgres.server.kill();
    const answer = await cut;
    await postgres.server.start();
    await superuser`drop trigger slow on outbox`.catch(() => superuser`drop trigger slow on outbox`);
    const again = await apply(batch);

    const { accounts, outbox, audit } = await readEffects(superuser);
    expect(answer.batchItemFailures.length).toBe(30);
    expect(again).toEqual({ batchItemFailures: [] });
    expect(accounts.every((account) => account['token_version'] === 2)).toBe(true);
    expect([outbox.length, audit.length]).toEqual([30, 30]);
  });

  const untilBusy = async (watcher: Sql): Promise<void> => {
    for (;;) {
      const busy = await watcher`
        select from pg_stat_activity where usename = 'worker' and state <> 'idle' and backend_xid is not null`;
      if (busy.length > 0) return;
    }
  };
});
