import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { systemClock } from '../../shared/core/clock.ts';
import { isFailure } from '../../shared/core/failure.ts';
import { createLog, describeError } from '../../shared/core/log.ts';
import { type Count, createCount } from '../../shared/core/metrics.ts';
import { createTokenRefreshStore } from '../../shared/database/token-refresh.ts';
import {
  type PutOffSettings,
  readDeadLetterUrl,
  readPutOffSettings,
  readQueueUrl,
} from '../../shared/queue/env.ts';
import { putOffSeconds } from '../../shared/queue/put-off.ts';
import {
  createPutOff,
  createSender,
  createSqsClient,
  type PutOff,
  type Send,
} from '../../shared/queue/sqs.ts';
import { type RescueDependencies, rescueTokens } from '../../shared/tokens/rescue-tokens.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

export interface RescueTokensFunctionDependencies extends RescueDependencies {
  readonly putOff: PutOff;
  readonly sendToDeadLetters: Send;
  readonly putOffSettings: PutOffSettings;
  readonly count: Count;
}

/** Sooner than webhooks, since a creator may wait; with the queue's thousand receives that is still three days of outage. */
const longestWaitSeconds = 300;

type Outcome = 'done' | 'rescued' | 'wait';

/** After so many receives a failure of the message's own is taken for lasting: while it waits, so do accounts in doubt. */
const triesMax = 20;

/** Sent before the message is let go: killed in between, it is there twice and applied once. */
const bury = async (
  { sendToDeadLetters, log }: RescueTokensFunctionDependencies,
  { body, messageId }: SQSRecord,
  error: string,
): Promise<Outcome> => {
  log.error('A lifeboat message goes to the dead letters', { messageId, error });
  await sendToDeadLetters({ body, attributes: { error } });
  return 'done';
};

const rescue = async (
  dependencies: RescueTokensFunctionDependencies,
  record: SQSRecord,
): Promise<Outcome> => {
  try {
    const outcome = await rescueTokens(dependencies, record.body);
    if (outcome === undefined) return await bury(dependencies, record, 'The message is not readable.');
    if (outcome === 'fenced') return 'wait';
    return outcome === 'stored' ? 'rescued' : 'done';
  } catch (error) {
    if (isFailure(error, 'database_unavailable') || isFailure(error, 'queue_unavailable')) return 'wait';
    dependencies.log.error('Tokens could not be rescued', { error: describeError(error) });
    if (Number(record.attributes.ApproximateReceiveCount) < triesMax) return 'wait';
    return bury(dependencies, record, 'Storing it failed again and again.').catch(() => 'wait');
  }
};

export const create =
  (dependencies: RescueTokensFunctionDependencies) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const { putOff, putOffSettings, count, log } = dependencies;
    const settled = await Promise.all(
      event.Records.map(async (record) => ({ record, outcome: await rescue(dependencies, record) })),
    );
    const waiting = settled.filter(({ outcome }) => outcome === 'wait');
    const longestSeconds = Math.min(putOffSettings.longestSeconds, longestWaitSeconds);
    const settings = { ...putOffSettings, longestSeconds };
    const waits = waiting.map(({ record }) => ({
      receiptHandle: record.receiptHandle,
      seconds: putOffSeconds(Number(record.attributes.ApproximateReceiveCount), settings),
    }));
    // Should this fail, the queue's own visibility brings them back.
    await putOff(waits).catch(() => log.warn('Messages could not be put off'));
    count({ TokensRescued: settled.filter(({ outcome }) => outcome === 'rescued').length });
    return { batchItemFailures: waiting.map(({ record }) => ({ itemIdentifier: record.messageId })) };
  };

export const handler = start(async () => {
  const client = createSqsClient();
  return create({
    tokens: createTokenRefreshStore(await openDatabase(process.env)),
    putOff: createPutOff(client, readQueueUrl(process.env, 'token-lifeboat')),
    sendToDeadLetters: createSender(client, readDeadLetterUrl(process.env, 'token-lifeboat')),
    putOffSettings: readPutOffSettings(process.env),
    count: createCount(process.env),
    clock: systemClock,
    log: createLog(),
  });
});
