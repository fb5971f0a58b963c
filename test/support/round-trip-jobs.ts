import type { SQSBatchResponse } from 'aws-lambda';
import { create as createSubmit } from '../../functions/queue/submit-posts.ts';
import { create as createPromote } from '../../functions/schedule/promote-scheduled-posts.ts';
import { create as createReconcile } from '../../functions/schedule/reconcile-posts.ts';
import { connect, type Sql } from '../../shared/database/client.ts';
import type { PostRow, PostState } from '../../shared/database/posts.ts';
import type { MediaReader } from '../../shared/media/media-store.ts';
import { type Progress, writeSubmitMessage } from '../../shared/posts/messages.ts';
import { loginTo, readTestServer } from './database.ts';
import { createApplyEvents, writeBatch } from './event-jobs.ts';
import type { PublishJob } from './publish-jobs.ts';
import { openMemoryMedia } from './publish-media.ts';
import type { PostKind, PostWish } from './publish-posts.ts';
import { openPublishStates, type PublishStates } from './publish-states.ts';
import { type PublishWorld, startPublishWorld } from './publish-world.ts';
import { readRecord } from './queue-poller.ts';
import type { CountedWorld, Scenario } from './round-trip-scenarios.ts';
import { openCountedWire } from './round-trip-wire.ts';

const minuteMs = 60_000;

/** The jobs over the counted wire, each kind of function with as many connections as its entry opens. */
interface Counted {
  readonly world: PublishWorld;
  readonly states: PublishStates;
  /** For the queues of posts: one connection for each message of a batch. */
  readonly queues: PublishJob;
  readonly schedules: PublishJob;
  readonly events: Sql;
}

const requireState = async ({ world }: Counted, post: PostRow, state: PostState): Promise<void> => {
  const found = await world.findPost(post);
  if (found.state !== state) throw new Error(`The post is ${found.state}, not ${state}.`);
};

const requireAllTaken = ({ batchItemFailures }: SQSBatchResponse): void => {
  if (batchItemFailures.length > 0) throw new Error('A message was not taken.');
};

const submitScenario = (
  counted: Counted,
  kind: string,
  [post, end, wish]: readonly [PostKind, PostState, PostWish?],
): Scenario => ({
  operationId: 'submit-posts',
  kind,
  prepare: async () => {
    await counted.states.fresh();
    const { tenantId, id, ...row } = await counted.states.insert(post, wish);
    const handle = createSubmit({ ...counted.queues, sendToDeadLetters: async () => {} });
    const body = writeSubmitMessage({ version: 1, tenant: tenantId, postId: id });
    return async () => {
      requireAllTaken(await handle({ Records: [readRecord({ MessageId: 'message', Body: body })] }));
      await requireState(counted, { tenantId, id, ...row }, end);
    };
  },
});

const progressScenario = (
  counted: Counted,
  kind: string,
  [post, progress, end]: readonly [PostKind, Progress, PostState],
): Scenario => ({
  operationId: 'post-progress',
  kind,
  prepare: async () => {
    const { states } = counted;
    await states.fresh();
    const taken = await states.taken(post);
    if (end === 'published') await states.letTiktokFinish();
    return async () => {
      if ((await states.tell(taken, progress, counted.queues)) !== 'done') throw new Error('It failed.');
      await requireState(counted, taken, end);
    };
  },
});

/** A batch with what TikTok said of so many posts when it had published them. */
const eventsScenario = (counted: Counted, kind: string, posts: number): Scenario => ({
  operationId: 'apply-events',
  kind,
  prepare: async () => {
    const { world, states, events } = counted;
    const { control } = world.simulator;
    const before = control.listWebhooks().length;
    const taken: PostRow[] = [];
    for (let nth = 0; nth < posts; nth += 1) {
      await states.fresh();
      taken.push(await states.taken('direct pull'));
    }
    await states.letTiktokFinish();
    const bodies = control
      .listWebhooks()
      .slice(before)
      .map(({ bodyBase64 }) => Buffer.from(bodyBase64, 'base64'))
      .filter((body) => body.includes('post.publish.complete'))
      .filter((body) => taken.some(({ publishId }) => publishId !== null && body.includes(publishId)));
    if (bodies.length !== posts) throw new Error(`TikTok told ${bodies.length} ends of ${posts} posts.`);
    const batch = writeBatch(bodies);
    const { clientKey } = control.readApp();
    for (const record of batch.Records)
      record.messageAttributes = { clientKey: { stringValue: clientKey, dataType: 'String' } };
    const handle = createApplyEvents(events);
    return async () => {
      requireAllTaken(await handle(batch));
      for (const post of taken) await requireState(counted, post, 'published');
    };
  },
});

/** A minute's run, in which the one post that waits is due. */
const scheduleScenario = (
  counted: Counted,
  [operationId, kind]: readonly [string, string],
  wish: (now: Date) => PostWish | undefined,
  run: (job: PublishJob) => Promise<number>,
): Scenario => ({
  operationId,
  kind,
  prepare: async () => {
    const { world, states, schedules } = counted;
    await states.fresh();
    await world.database.superuser`truncate tiktok_posts`;
    const wished = wish(world.now());
    if (wished !== undefined) await states.insert('direct pull', wished);
    await world.advance(2 * minuteMs);
    const sentBefore = world.queues.sent.length;
    return async () => {
      const taken = await run(schedules);
      const [due, sent] = [wished === undefined ? 0 : 1, world.queues.sent.length - sentBefore];
      if (taken !== due || sent !== due) throw new Error(`${operationId} took ${taken} and sent ${sent}.`);
    };
  },
});

const scenariosOf = (counted: Counted): Scenario[] => {
  const runReconcile = async (job: PublishJob) => {
    const sums = Object.values(await createReconcile(job)());
    return sums.reduce((total: number, count) => total + Number(count), 0);
  };
  const runPromote = async (job: PublishJob) => (await createPromote(job)()).promoted;
  const minuteLater = (now: Date) => new Date(now.getTime() + minuteMs);
  const processing = ['direct pull', { kind: 'poll', poll: 0 }] as const;
  return [
    submitScenario(counted, 'draft by address', ['inbox pull', 'processing']),
    submitScenario(counted, 'direct by address', ['direct pull', 'processing']),
    submitScenario(counted, 'direct of a file', ['direct file', 'transferring']),
    submitScenario(counted, 'direct, creator looked at again', [
      'direct pull',
      'processing',
      { creatorCheckedAt: null },
    ]),
    progressScenario(counted, 'bytes', ['direct file', { kind: 'bytes', bytes: 500 }, 'transferring']),
    progressScenario(counted, 'transfer ended', ['direct file', { kind: 'transfer_ended' }, 'processing']),
    progressScenario(counted, 'a look: still processing', [...processing, 'processing']),
    progressScenario(counted, 'a look: published', [...processing, 'published']),
    eventsScenario(counted, 'the end of one post', 1),
    eventsScenario(counted, 'the ends of ten posts', 10),
    scheduleScenario(counted, ['reconcile-posts', 'none due'], () => undefined, runReconcile),
    scheduleScenario(counted, ['reconcile-posts', 'one due'], () => ({}), runReconcile),
    scheduleScenario(counted, ['promote-scheduled-posts', 'none due'], () => undefined, runPromote),
    scheduleScenario(
      counted,
      ['promote-scheduled-posts', 'one due'],
      (now) => ({ publishAt: minuteLater(now), creatorCheckedAt: null }),
      runPromote,
    ),
  ];
};

/** Staged media of which each call to their store is counted; a signature needs none. */
const openCountedMedia = () => {
  const media = openMemoryMedia();
  let calls = 0;
  const counting = <Given extends readonly unknown[], Result>(read: (...given: Given) => Result) => {
    return (...given: Given): Result => {
      calls += 1;
      return read(...given);
    };
  };
  const reader: MediaReader = {
    ...media,
    head: counting(media.head),
    readRange: counting(media.readRange),
    readBytes: counting(media.readBytes),
  };
  return { reader, readCalls: () => calls };
};

/** The jobs of publishing, each as its function runs it. */
export const openJobScenarios = async (): Promise<CountedWorld> => {
  const world = await startPublishWorld();
  const wire = await openCountedWire(readTestServer().port);
  const opened: Sql[] = [];
  const open = (maxConnections: number): Sql => {
    const to = loginTo('worker', world.database.name, { ...readTestServer(), port: wire.port });
    const sql = connect(to, { tls: 'off', maxConnections });
    opened.push(sql);
    return sql;
  };
  const { reader: media, readCalls } = openCountedMedia();
  const counted: Counted = {
    world,
    states: openPublishStates(world),
    queues: world.job({ media }, open(5)),
    schedules: world.job({ media }, open(4)),
    events: open(1),
  };
  return {
    wire,
    scenarios: scenariosOf(counted),
    countCalls: () => ({
      tiktok: world.simulator.control.listCalls().length,
      s3: readCalls(),
      sqs: world.queues.sent.length + world.lifeboat.length,
      kms: world.keyService.calls.length,
    }),
    close: async () => {
      await Promise.all(opened.map((sql) => sql.end({ timeout: 1 })));
      await wire.close();
      await world.close();
    },
  };
};
