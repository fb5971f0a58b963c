import { buildApp } from 'fauxqs';
import { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
import { type SqsQueue, SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { DEFAULT_QUEUE_ATTRIBUTES } from '../../../node_modules/fauxqs/dist/sqs/sqsTypes.js';
import type { Answer } from './aws-error.ts';
import { correctErrorName, correctFauxqs } from './fauxqs-corrections.ts';
import { QueueStorage } from './queue-storage.ts';

/** Queue attributes as a template has them: numbers, booleans and the redrive policy are written as text, as SQS wants them. */
export type QueueAttributes = Readonly<Record<string, unknown>>;

export type Queues = {
  /** Creates the queue, or sets the attributes of the one that is there to exactly these; its messages stay. */
  readonly create: (name: string, attributes: QueueAttributes) => void;
  readonly find: (name: string) => SqsQueue | undefined;
  /** One call in SQS's JSON protocol, past every check of ours. */
  readonly call: (action: string, input: Readonly<Record<string, unknown>>) => Promise<Answer>;
  /** Every stored message by queue, changing none. */
  readonly dump: () => { readonly queue: string; readonly bodies: string[] }[];
  /** Also listens on a loopback port of its own, without IAM, and says which. */
  readonly listen: (port: number) => Promise<number>;
  readonly endPolls: () => void;
  readonly close: () => Promise<void>;
};

/** The queues kept in a folder, with all their messages. */
export async function openQueues(folder: string, region: string): Promise<Queues> {
  correctFauxqs();
  const sqsStore = new SqsStore();
  sqsStore.region = region;
  const snsStore = new SnsStore();
  const storage = new QueueStorage(folder);
  storage.loadSqsAndSns(sqsStore, snsStore);
  sqsStore.persistence = storage;
  for (const queue of sqsStore.allQueues()) queue.persistence = storage;
  const app = buildApp({
    logger: false,
    defaultRegion: region,
    stores: { sqsStore, snsStore, s3Store: new S3Store() },
  });
  app.addHook('onClose', () => storage.close());
  await app.ready();

  return {
    create: (name, attributes) => createQueue(sqsStore, name, region, attributes),
    find: (name) => sqsStore.getQueueByName(name),
    call: async (action, input) => {
      const answer = await app.inject({
        method: 'POST',
        url: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `AmazonSQS.${action}`,
        },
        payload: JSON.stringify(input),
      });
      return {
        status: answer.statusCode,
        headers: readHeaders(answer.headers),
        body: answer.body,
      };
    },
    dump: () =>
      [...sqsStore.allQueues()].map((queue) => ({
        queue: queue.name,
        bodies: readBodies(queue),
      })),
    listen: async (port) => Number(new URL(await app.listen({ port, host: '127.0.0.1' })).port),
    endPolls: () => sqsStore.shutdown(),
    close: async () => void (await app.close()),
  };
}

function createQueue(store: SqsStore, name: string, region: string, attributes: QueueAttributes): void {
  if (!/^[\w-]{1,80}$/.test(name))
    throw new Error(`A standard queue cannot be named ${JSON.stringify(name)}.`);
  const texts = Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, writeAttribute(key, value)]),
  );
  // The host of a stored address means nothing: fauxqs finds queues by name, and clients are always told the gateway's address.
  const address = `http://127.0.0.1/000000000000/${name}`;
  const queue =
    store.getQueueByName(name) ??
    store.createQueue(name, address, `arn:aws:sqs:${region}:000000000000:${name}`);
  for (const stale of Object.keys(queue.attributes)) delete queue.attributes[stale];
  queue.setAttributes({ ...DEFAULT_QUEUE_ATTRIBUTES, ...texts });
}

const knownAttributes = [
  ...Object.keys(DEFAULT_QUEUE_ATTRIBUTES),
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
];

function writeAttribute(name: string, value: unknown): string {
  if (!knownAttributes.includes(name))
    throw new Error(`The local SQS does not know the queue attribute ${name}.`);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value);
}

function readBodies(queue: SqsQueue): string[] {
  const { ready, delayed, inflight } = queue.inspectMessages();
  return [...ready, ...delayed, ...inflight.map(({ message }) => message)].map(({ body }) => body);
}

/** Content type and error name; what belongs to fauxqs's own connection stays behind. */
function readHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const contentType = headers['content-type'];
  const errorName = headers['x-amzn-query-error'];
  return {
    ...(typeof contentType === 'string' && { 'content-type': contentType }),
    ...(typeof errorName === 'string' && { 'x-amzn-query-error': correctErrorName(errorName) }),
  };
}
