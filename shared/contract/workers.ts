import type { Consumer, DeployStep, FunctionRow, QueueRow, Schedule } from './rows.ts';

/**
 * The queues. Visibility is at least six times the consumer's timeout, as Lambda advises; but for transfer-media, whose
 * reason stands there.
 */
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
  {
    name: 'submit-posts',
    holds: 'Ids of posts to be submitted to the platform.',
    // What is lost here is found again: reconcile-posts sends each post whose time has come.
    retentionDays: 4,
    maxReceives: 5,
    visibilitySeconds: 720,
    maxMessageBytes: 65_536,
    delayMaxSeconds: 900,
  },
  {
    name: 'transfer-media',
    holds:
      'Uploads under way: the staged object, and the upload address, which admits its bytes for an hour.',
    retentionDays: 4,
    maxReceives: 5,
    // One message at a time: a worker that is killed is replaced after a minute of silence, not after twelve, since the
    // whole upload has to fit into the hour of its address.
    visibilitySeconds: 180,
    maxMessageBytes: 65_536,
  },
  {
    name: 'post-progress',
    holds: 'What became of uploads, and the next looks at how posts stand.',
    retentionDays: 4,
    maxReceives: 5,
    visibilitySeconds: 360,
    maxMessageBytes: 65_536,
    delayMaxSeconds: 900,
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
  {
    operationId: 'submit-posts',
    trigger: 'queue',
    summary: 'Submits posts to the platform, each at most once, within its limits',
    queue: 'submit-posts',
    batchSize: 5,
    batchWindowSeconds: 0,
    uses: [
      'database',
      'vault',
      'app-credentials',
      'posting-settings',
      'media-signing',
      'media:read',
      'queue:token-lifeboat:send',
      'queue:submit-posts:consume',
      // A post that waits for its minute is sent to itself, with a delay.
      'queue:submit-posts:send',
      'queue:transfer-media:send',
      'queue:post-progress:send',
    ],
    // Creator info, a token refreshed, the init, and storing its answer through a short outage, one after the other.
    timeoutSeconds: 120,
    memoryMb: 512,
  },
  {
    operationId: 'transfer-media',
    trigger: 'queue',
    summary: 'Streams staged bytes to the platform, and holds no token, key or database',
    queue: 'transfer-media',
    batchSize: 1,
    batchWindowSeconds: 0,
    uses: [
      'media:read',
      'queue:transfer-media:consume',
      'queue:transfer-media:send',
      'queue:post-progress:send',
    ],
    timeoutSeconds: 120,
    // The bytes pass in constant memory; but Lambda gives processor and network by it, a whole core at 1,769 MB.
    memoryMb: 1024,
  },
  {
    operationId: 'post-progress',
    trigger: 'queue',
    summary: 'Applies what transfers report, and asks the platform how posts stand',
    queue: 'post-progress',
    batchSize: 10,
    batchWindowSeconds: 0,
    uses: [
      'database',
      'vault',
      'app-credentials',
      'queue:token-lifeboat:send',
      'queue:post-progress:consume',
      'queue:post-progress:send',
    ],
    timeoutSeconds: 60,
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
    operationId: 'reconcile-posts',
    trigger: 'schedule',
    summary: 'Takes up each post whose next step is due and came from nowhere else',
    everyMinutes: 1,
    uses: [
      'database',
      'vault',
      'queue:submit-posts:send',
      'queue:transfer-media:send',
      'queue:post-progress:send',
    ],
    timeoutSeconds: 50,
    memoryMb: 512,
  },
  {
    operationId: 'promote-scheduled-posts',
    trigger: 'schedule',
    summary: 'Queues scheduled posts when their time has come',
    everyMinutes: 1,
    uses: ['database', 'queue:submit-posts:send'],
    timeoutSeconds: 50,
    memoryMb: 512,
  },
  {
    operationId: 'purge-expired',
    trigger: 'schedule',
    summary: 'Deletes what has served its time: finished attempts, old events, abandoned and expired files',
    everyMinutes: 60,
    uses: ['database', 'media:write'],
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
