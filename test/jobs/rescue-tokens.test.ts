import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { create, type RescueTokensFunctionDependencies } from '../../functions/queue/rescue-tokens.ts';
import { Failure } from '../../shared/core/failure.ts';
import type { MetricName } from '../../shared/core/metrics.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import type { QueueMessage } from '../../shared/queue/sqs.ts';
import { openUnreachableDatabase } from '../support/outages.ts';
import { hourMs, sweepOnce } from '../support/token-sweeps.ts';
import { type ConnectedAccount, startTokenWorld, type TokenWorld } from '../support/token-world.ts';

describe('rescue-tokens', () => {
  let world: TokenWorld;
  let dead: QueueMessage[];
  let putOff: { receiptHandle: string; seconds: number }[];
  let counted: Partial<Record<MetricName, number>>[];

  beforeEach(async () => {
    world = await startTokenWorld();
    dead = [];
    putOff = [];
    counted = [];
  });
  afterEach(() => world.close());

  const consume = (
    records: readonly SQSRecord[],
    changes: Partial<RescueTokensFunctionDependencies> = {},
  ) => {
    const { tokens, clock, log } = world.worker();
    return create({
      tokens,
      clock,
      log,
      putOff: async (waits) => void putOff.push(...waits),
      sendToDeadLetters: async (message) => void dead.push(message),
      putOffSettings: { firstSeconds: 5, longestSeconds: 900 },
      count: (counts) => void counted.push(counts),
      ...changes,
    })({ Records: [...records] });
  };
  const record = (body: string, receives = 1): SQSRecord => ({
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '1793000001000',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '1793000001000',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  });
  /** So many accounts, whose new tokens wait in the lifeboat and nowhere else; their leases are over. */
  const fill = async (count: number): Promise<ConnectedAccount[]> => {
    const accounts = await world.connect({ count });
    await world.advance(2 * hourMs);
    const { tokens } = world.worker();
    await sweepOnce(world, {
      parallel: 1,
      tokens: { ...tokens, saveRefreshed: async () => 'fenced', saveRescued: async () => 'fenced' },
    });
    await world.database
      .superuser`update oauth_accounts set lease_expires_at = clock_timestamp() - interval '1 s'`;
    return accounts;
  };
  const bodyOf = ({ id }: ConnectedAccount): string =>
    world.lifeboat.find(({ body }) => body.includes(id))?.body ?? 'there is none';
  const failing = (error: unknown): Partial<RescueTokensFunctionDependencies> => ({
    tokens: {
      ...world.worker().tokens,
      saveRescued: async () => {
        throw error;
      },
    },
  });

  test('stores what waits, ends its attempt and lets it go', async () => {
    const accounts = await fill(3);

    const answer = await consume(accounts.map((account) => record(bodyOf(account))));

    expect(answer).toEqual({ batchItemFailures: [] });
    for (const account of accounts) {
      expect(await world.reveal(account)).toEqual(world.current(account));
      expect((await world.attempts(account)).map(({ outcome }) => outcome)).toEqual(['rescued']);
    }
    expect([dead, putOff, counted]).toEqual([[], [], [{ TokensRescued: 3 }]]);
  });

  test('keeps every message while the database is away, each put off, and by no more than five minutes', async () => {
    const accounts = await fill(2);
    const records = accounts.map((account, index) => record(bodyOf(account), index === 0 ? 1 : 700));
    const tokens = createTokenRefreshStore(openUnreachableDatabase());

    const answer = await consume(records, { tokens });

    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
      records.map(({ messageId }) => messageId),
    );
    expect(putOff.map(({ receiptHandle }) => receiptHandle)).toEqual(records.map((one) => one.receiptHandle));
    for (const { seconds } of putOff) {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(300);
    }
    expect([dead, counted]).toEqual([[], [{ TokensRescued: 0 }]]);
    expect((await consume(records)).batchItemFailures).toEqual([]);
    for (const account of accounts) expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test('keeps the messages also when they cannot be put off', async () => {
    const [account] = await fill(1);
    if (account === undefined) throw new Error('No account.');
    const message = record(bodyOf(account));

    const answer = await consume([message], {
      ...failing(new Failure('database_unavailable', { detail: 'Away.' })),
      putOff: async () => {
        throw new Error('SQS is away too.');
      },
    });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: message.messageId }] });
  });

  test('waits for another worker that is refreshing the account, however often it has looked', async () => {
    const [account] = await fill(1);
    if (account === undefined) throw new Error('No account.');
    await world.database.superuser`
      update oauth_accounts
      set lease_id = ${randomUUID()}, lease_expires_at = clock_timestamp() + interval '1 minute'`;
    const message = record(bodyOf(account), 40);

    const fenced = await consume([message]);
    await world.database.superuser`update oauth_accounts set lease_expires_at = clock_timestamp()`;
    const free = await consume([message]);

    expect(fenced).toEqual({ batchItemFailures: [{ itemIdentifier: message.messageId }] });
    expect([putOff.length, dead.length]).toEqual([1, 0]);
    expect(free).toEqual({ batchItemFailures: [] });
    expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test.each(['no JSON', '{}', '{"version":1,"account":{}}', 'null'])(
    'moves what is no message of ours (%s) to the dead letters at once, as it is',
    async (body) => {
      const answer = await consume([record(body)]);

      expect(answer).toEqual({ batchItemFailures: [] });
      expect(dead).toEqual([{ body, attributes: { error: 'The message is not readable.' } }]);
    },
  );

  test('keeps a message that fails by surprise, 19 times over, puts it off and says so in the log', async () => {
    const [account] = await fill(1);
    if (account === undefined) throw new Error('No account.');
    const messages = [1, 5, 19].map((receives) => record(bodyOf(account), receives));
    const answers = [];

    for (const message of messages) answers.push(await consume([message], failing(new Error('a surprise'))));

    expect(answers).toEqual(
      messages.map(({ messageId }) => ({ batchItemFailures: [{ itemIdentifier: messageId }] })),
    );
    expect(putOff.map(({ seconds }) => seconds)).toEqual([5, 80, 300]);
    expect(dead).toEqual([]);
    expect(world.log.lines.filter(({ level }) => level === 'error')).toHaveLength(3);
    expect(await consume(messages.slice(0, 1))).toEqual({ batchItemFailures: [] });
    expect(await world.reveal(account)).toEqual(world.current(account));
  });

  test.each([20, 21, 900])(
    'moves one that fails by surprise for the %dth time to the dead letters, as it is, and no account waits for it any more',
    async (receives) => {
      const [account] = await fill(1);
      if (account === undefined) throw new Error('No account.');
      const body = bodyOf(account);

      const answer = await consume([record(body, receives)], failing(new Error('a surprise')));

      expect(answer).toEqual({ batchItemFailures: [] });
      expect(dead).toEqual([{ body, attributes: { error: expect.stringMatching(/^[A-Z].*\.$/) } }]);
      expect(JSON.stringify(dead[0]?.attributes)).not.toContain('a surprise');
      expect([putOff, counted]).toEqual([[], [{ TokensRescued: 0 }]]);
      expect(await consume(dead.map((message) => record(message.body)))).toEqual({ batchItemFailures: [] });
      expect(await world.reveal(account)).toEqual(world.current(account));
    },
  );

  test('keeps one that fails for the 20th time while the dead letters cannot take it', async () => {
    const [account] = await fill(1);
    if (account === undefined) throw new Error('No account.');
    const message = record(bodyOf(account), 20);

    const answer = await consume([message], {
      ...failing(new Error('a surprise')),
      sendToDeadLetters: async () => {
        throw new Error('SQS is away.');
      },
    });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: message.messageId }] });
    expect(putOff).toHaveLength(1);
  });

  test.each(['database_unavailable', 'queue_unavailable'] as const)(
    'never gives a message up for an outage (%s), however often it was received',
    async (code) => {
      const [account] = await fill(1);
      if (account === undefined) throw new Error('No account.');
      const message = record(bodyOf(account), 900);

      const answer = await consume([message], failing(new Failure(code, { detail: 'Away.' })));

      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: message.messageId }] });
      expect(dead).toEqual([]);
    },
  );

  test('waits no longer than its stage says, where that is less than five minutes', async () => {
    const [account] = await fill(1);
    if (account === undefined) throw new Error('No account.');
    const outage = failing(new Failure('database_unavailable', { detail: 'Away.' }));

    await consume([record(bodyOf(account), 700)], {
      ...outage,
      putOffSettings: { firstSeconds: 1, longestSeconds: 10 },
    });

    expect(putOff.map(({ seconds }) => seconds)).toEqual([10]);
  });

  test('answers for each message of a batch by itself', async () => {
    const accounts = await fill(4);
    const [stored, again, fenced, gone] = accounts;
    if (!stored || !again || !fenced || !gone) throw new Error('No accounts.');
    await world.database.superuser`
      update oauth_accounts
      set lease_id = ${randomUUID()}, lease_expires_at = clock_timestamp() + interval '1 minute'
      where id = ${fenced.id}`;
    await world.database.superuser`update oauth_accounts set token_version = 7 where id = ${gone.id}`;
    const waiting = record(bodyOf(fenced));

    const answer = await consume([
      record('garbage'),
      record(bodyOf(stored)),
      record(bodyOf(again)),
      waiting,
      record(bodyOf(gone)),
    ]);

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: waiting.messageId }] });
    expect(await consume([record(bodyOf(again))])).toEqual({ batchItemFailures: [] });
    expect(dead).toHaveLength(1);
    expect(putOff.map(({ receiptHandle }) => receiptHandle)).toEqual([waiting.receiptHandle]);
    for (const account of [stored, again]) {
      expect(await world.read(account)).toMatchObject({ tokenVersion: 2 });
      expect(await world.reveal(account)).toEqual(world.current(account));
    }
    expect(await world.read(gone)).toMatchObject({ tokenVersion: 7 });
    expect(await world.attempts(gone)).toMatchObject([{ outcome: 'superseded' }]);
  });

  test('one message that cannot be moved to the dead letters does not hold up its neighbours', async () => {
    const [account] = await fill(1);
    if (account === undefined) throw new Error('No account.');
    const garbage = record('garbage', 9);

    const answer = await consume([garbage, record(bodyOf(account))], {
      sendToDeadLetters: async () => {
        throw new Error('SQS is away.');
      },
    });

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: garbage.messageId }] });
    expect(await world.reveal(account)).toEqual(world.current(account));
  });
});
