import { type Environment, numberVariable, requireVariable } from '../core/env.ts';

/** The variable that holds a queue's address, as the `queue:` capabilities supply it. */
export const queueUrlVariable = (queue: string): string =>
  `${queue.toUpperCase().replaceAll('-', '_')}_QUEUE_URL`;
export const deadLetterUrlVariable = (queue: string): string =>
  `${queue.toUpperCase().replaceAll('-', '_')}_DLQ_URL`;

export const readQueueUrl = (environment: Environment, queue: string): string =>
  requireVariable(environment, queueUrlVariable(queue));
export const readDeadLetterUrl = (environment: Environment, queue: string): string =>
  requireVariable(environment, deadLetterUrlVariable(queue));

/** How long a message waits during an outage: doubling from the first to the longest, in seconds. */
export interface PutOffSettings {
  readonly firstSeconds: number;
  readonly longestSeconds: number;
}

export const readPutOffSettings = (environment: Environment): PutOffSettings => ({
  firstSeconds: numberVariable(environment, 'PUT_OFF_FIRST_SECONDS', 5),
  longestSeconds: numberVariable(environment, 'PUT_OFF_LONGEST_SECONDS', 900),
});
