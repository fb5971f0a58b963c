import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueueName, QueueRow } from '../../shared/contract/rows.ts';
import { queues } from '../../shared/contract/workers.ts';
import type { StageSettings } from '../stages.ts';
import { removalOf } from './removal.ts';

export interface QueuePair {
  readonly main: Queue;
  readonly deadLetters: Queue;
}

/** Every queue of the table with its dead letters: encrypted, over TLS only. */
export class Queues extends Construct {
  readonly pairs: Readonly<Record<QueueName, QueuePair>>;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    const pairs = queues.map((row) => [row.name, this.addPair(row, stage)] as const);
    this.pairs = Object.fromEntries(pairs) as Record<QueueName, QueuePair>;
  }

  private addPair(row: QueueRow, stage: StageSettings): QueuePair {
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      maxMessageSizeBytes: row.maxMessageBytes,
      removalPolicy: removalOf(stage),
    };
    const name = `creator-connect-${stage.stage}-${row.name}`;
    const deadLetters = new Queue(this, `${row.name}-dlq`, {
      ...common,
      queueName: `${name}-dlq`,
      // The longest that SQS keeps a message: time for a person to look.
      retentionPeriod: Duration.days(14),
    });
    const main = new Queue(this, row.name, {
      ...common,
      queueName: name,
      retentionPeriod: Duration.days(row.retentionDays),
      visibilityTimeout: Duration.seconds(row.visibilitySeconds),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: row.maxReceives },
    });
    return { main, deadLetters };
  }
}
