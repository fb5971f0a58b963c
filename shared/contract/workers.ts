import type { Consumer, DeployStep, FunctionRow, QueueRow, Schedule } from './rows.ts';

/** The queues. Visibility is at least six times the consumer's timeout, as Lambda asks. */
export const queues: readonly QueueRow[] = [
  {
    name: 'webhook-events',
    holds: 'The signed bytes of webhook deliveries, base64, until they are applied.',
    retentionDays: 7,
    // Far away on purpose: an outage of the database puts messages off and must never drift them into the
    // dead-letter queue. A failing event is moved there by the consumer after five tries of its own.
    maxReceives: 1000,
    visibilitySeconds: 180,
    // 256 KiB of body are 342 KiB of base64; SQS takes 1 MiB.
    maxMessageBytes: 1_048_576,
  },
  {
    name: 'token-lifeboat',
    holds: 'Refreshed tokens, sealed, that could not be stored.',
    // As long as SQS keeps anything: the platform has forgotten the old tokens, so these are the only ones.
    retentionDays: 14,
    // The most that SQS admits, for the reason above.
    maxReceives: 1000,
    visibilitySeconds: 180,
    // Two sealed tokens are under 10 KiB.
    maxMessageBytes: 65_536,
  },
];

/** The functions that queues feed. */
export const consumers: readonly Consumer[] = [
  {
    operationId: 'apply-events',
    trigger: 'queue',
    summary: 'Applies webhook events, each exactly once',
    queue: 'webhook-events',
    batchSize: 100,
    batchWindowSeconds: 1,
    uses: ['database', 'queue:webhook-events:consume'],
    timeoutSeconds: 30,
    memoryMb: 512,
  },
  {
    operationId: 'rescue-tokens',
    trigger: 'queue',
    summary: 'Stores refreshed tokens that could not be stored at once; never opens one',
    queue: 'token-lifeboat',
    batchSize: 10,
    batchWindowSeconds: 0,
    uses: ['database', 'queue:token-lifeboat:consume'],
    timeoutSeconds: 30,
    memoryMb: 512,
  },
];

/** The functions that run by the clock. */
export const schedules: readonly Schedule[] = [
  {
    operationId: 'refresh-tokens',
    trigger: 'schedule',
    summary: "Refreshes the accounts' tokens before they expire, each by one worker at a time",
    everyMinutes: 5,
    uses: ['database', 'vault', 'app-credentials', 'queue:token-lifeboat:send', 'queue:token-lifeboat:count'],
    timeoutSeconds: 240,
    memoryMb: 512,
  },
  {
    operationId: 'refresh-profiles',
    trigger: 'schedule',
    summary: 'Renews names and avatar links before they expire',
    everyMinutes: 15,
    uses: ['database', 'vault', 'app-credentials'],
    timeoutSeconds: 60,
    memoryMb: 512,
  },
  {
    operationId: 'rotate-data-keys',
    trigger: 'schedule',
    summary: "Replaces data keys by age, moves sealed tokens to their tenant's newest, deletes spent ones",
    everyMinutes: 6 * 60,
    uses: ['database', 'vault'],
    timeoutSeconds: 300,
    memoryMb: 512,
  },
  {
    operationId: 'purge-expired',
    trigger: 'schedule',
    summary: 'Deletes what has served its time: finished attempts, old events',
    everyMinutes: 60,
    uses: ['database'],
    timeoutSeconds: 60,
    memoryMb: 512,
  },
];

/** Verifies bearer tokens for API Gateway; admits every request with its verdict, which the edge acts on. */
export const authorizer: FunctionRow = {
  operationId: 'authorize-caller',
  trigger: 'http',
  summary: 'Verifies the bearer token of a request',
  uses: ['signing-secret'],
  timeoutSeconds: 5,
  memoryMb: 512,
};

/** What runs during a deployment, before new code takes traffic. */
export const deploySteps: readonly DeployStep[] = [
  {
    operationId: 'migrate',
    trigger: 'deploy',
    summary: 'Brings the database to the newest migration and sets the two logins',
    uses: ['database'],
    timeoutSeconds: 300,
    memoryMb: 512,
  },
];
