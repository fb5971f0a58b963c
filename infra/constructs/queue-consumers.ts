import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Consumer, type QueueName, usesDatabase } from '../../shared/contract/rows.ts';
import type { StageSettings } from '../stages.ts';
import type { QueuePair } from './queues.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * Feeds each consumer from its queue, in batches of which it reports the messages that failed. How many run at once
 * is bounded here, not by reserved concurrency: a new account has too little to reserve any.
 */
export class QueueConsumers extends Construct {
  constructor(
    scope: Construct,
    id: string,
    consumers: readonly Consumer[],
    functionOf: (row: Consumer) => ServiceFunction,
    queues: Readonly<Record<QueueName, QueuePair>>,
    stage: StageSettings,
  ) {
    super(scope, id);
    for (const row of consumers) {
      new EventSourceMapping(this, row.operationId, {
        target: functionOf(row).lambda,
        eventSourceArn: queues[row.queue].main.queueArn,
        batchSize: row.batchSize,
        maxBatchingWindow: Duration.seconds(row.batchWindowSeconds),
        reportBatchItemFailures: true,
        maxConcurrency: usesDatabase(row) ? stage.maxConcurrency : stage.maxConcurrencyWithoutDatabase,
      });
    }
  }
}
