import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { consumers, queues } from '../../shared/contract/workers.ts';
import { at, type Resource, removeScratch, type Synthesized, synthesize, targetOf } from './synthesized.ts';

let starter: Synthesized;
beforeAll(async () => {
  starter = await synthesize();
}, 60_000);
afterAll(removeScratch);

const daySeconds = 86_400;

const queueNamed = (name: string): Resource['Properties'] => {
  const found = starter
    .find('AWS::SQS::Queue')
    .find(({ Properties }) => Properties['QueueName'] === `creator-connect-starter-${name}`);
  if (found === undefined) throw new Error(`There is no queue ${name}.`);
  return found.Properties;
};

test('every queue of the table has dead letters that keep for 14 days, as long as SQS keeps anything and no shorter than the queue', () => {
  for (const row of queues) {
    const queue = queueNamed(row.name);

    expect(targetOf(at(queue, 'RedrivePolicy', 'deadLetterTargetArn'), starter)).toBe(
      `Queue/creator-connect-starter-${row.name}-dlq`,
    );
    expect(at(queue, 'RedrivePolicy', 'maxReceiveCount')).toBe(row.maxReceives);
    expect(queue['MessageRetentionPeriod']).toBe(row.retentionDays * daySeconds);
    expect(queueNamed(`${row.name}-dlq`)['MessageRetentionPeriod']).toBe(14 * daySeconds);
    expect(Number(queue['MessageRetentionPeriod'])).toBeLessThanOrEqual(14 * daySeconds);
    expect(queue['MaximumMessageSize']).toBe(row.maxMessageBytes);
  }
});

test('what a refresh could not store keeps for as long as SQS keeps anything', () => {
  const lifeboat = queueNamed('token-lifeboat');

  expect(lifeboat).toMatchObject({ MessageRetentionPeriod: 14 * daySeconds, SqsManagedSseEnabled: true });
  expect(at(lifeboat, 'RedrivePolicy', 'maxReceiveCount')).toBe(1000);
});

test('a message is invisible for at least six times as long as its consumer may take, but for a transfer', () => {
  for (const { queue, timeoutSeconds } of consumers.filter(({ queue }) => queue !== 'transfer-media')) {
    expect(queueNamed(queue)['VisibilityTimeout']).toBeGreaterThanOrEqual(6 * timeoutSeconds);
  }
});

test('a transfer whose worker is killed is taken up a minute after it would have ended, within the hour of its address', () => {
  const transfer = consumers.find(({ queue }) => queue === 'transfer-media');

  expect(transfer).toMatchObject({ batchSize: 1, batchWindowSeconds: 0, timeoutSeconds: 120 });
  expect(queueNamed('transfer-media')['VisibilityTimeout']).toBe(180);
});

test.each(['submit-posts', 'transfer-media', 'post-progress'])(
  'what %s cannot handle five times rests with the dead letters; both keep it encrypted',
  (name) => {
    const pair = [queueNamed(name), queueNamed(`${name}-dlq`)];

    expect(at(pair[0], 'RedrivePolicy', 'maxReceiveCount')).toBe(5);
    expect(pair.map((queue) => queue['SqsManagedSseEnabled'])).toEqual([true, true]);
    expect(pair.map((queue) => queue['MessageRetentionPeriod'])).toEqual([4 * daySeconds, 14 * daySeconds]);
  },
);
