import { redriveWebhooks as route } from '../../shared/contract/routes/redrive-webhooks.ts';
import { type Clock, systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { readDeadLetterUrl, readQueueUrl } from '../../shared/queue/env.ts';
import { createSqsClient, redrive } from '../../shared/queue/sqs.ts';
import { start } from '../start.ts';

type Redrive = (until: Date) => Promise<{ moved: number; remaining: number }>;

/** Below the function's own timeout, so that a long redrive ends with its counts. */
const workMs = 20_000;

export const create = (dependencies: { redrive: Redrive; clock: Clock } & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ now }) => ({
    status: 200,
    body: await dependencies.redrive(new Date(now.getTime() + workMs)),
  }));

export const handler = start(() => {
  const queues = {
    client: createSqsClient(),
    deadLetterUrl: readDeadLetterUrl(process.env, 'webhook-events'),
    queueUrl: readQueueUrl(process.env, 'webhook-events'),
    now: systemClock,
  };
  return create({ redrive: (until) => redrive(queues, until), clock: systemClock, log: createLog() });
}, answerUnopened(createLog));
