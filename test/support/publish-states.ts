import { create } from '../../functions/queue/post-progress.ts';
import type { PostRow, PostState } from '../../shared/database/posts.ts';
import type { Progress } from '../../shared/posts/messages.ts';
import { writeProgressMessage } from '../../shared/posts/messages.ts';
import type { QueueMessage } from '../../shared/queue/sqs.ts';
import type { PublishJob } from './publish-jobs.ts';
import type { PostKind, PostWish } from './publish-posts.ts';
import type { PublishWorld } from './publish-world.ts';
import { readRecord } from './queue-poller.ts';
import type { ConnectedAccount } from './token-world.ts';

export const statusPath = '/v2/post/publish/status/fetch/';
export const initPaths = '/v2/post/publish/*';

/** What a test of posts that are on their way does again and again, for one account at a time. */
export interface PublishStates {
  /** The account of this test, connected anew, with nothing in any queue. */
  fresh(): Promise<ConnectedAccount>;
  insert(kind: PostKind, wish?: PostWish): Promise<PostRow>;
  /** A post that TikTok has taken, and whose messages are lost. */
  taken(kind: PostKind, wish?: PostWish): Promise<PostRow>;
  /** A pull whose init TikTok took, and whose answer was lost. */
  inDoubt(kind?: PostKind): Promise<PostRow>;
  /** Hands post-progress one message; answers whether it is to come again. */
  tell(
    post: Pick<PostRow, 'id' | 'tenantId'>,
    progress: Progress,
    job?: PublishJob,
  ): Promise<'done' | 'again'>;
  tellBody(body: string, job?: PublishJob): Promise<'done' | 'again'>;
  /** What was moved there. */
  readonly deadLetters: QueueMessage[];
  /** Lets TikTok fetch and process what it has, without a webhook. */
  letTiktokFinish(): Promise<void>;
  statusCalls(): number;
  /** What the CRM was told of a post, sorted. */
  told(post: PostRow): Promise<string[]>;
  publishIdAtTiktok(): string;
}

export const openPublishStates = (world: PublishWorld): PublishStates => {
  const { control } = world.simulator;
  const ordinary = world.job({}, world.database.worker);
  const deadLetters: QueueMessage[] = [];
  let account = world.account;

  const insert: PublishStates['insert'] = (kind, wish) =>
    world.insertPost(kind, wish, { account, isSilent: true });
  const tellBody: PublishStates['tellBody'] = async (body, job = ordinary) => {
    const handle = create({ ...job, sendToDeadLetters: async (message) => void deadLetters.push(message) });
    const { batchItemFailures } = await handle({
      Records: [readRecord({ MessageId: 'message', Body: body })],
    });
    return batchItemFailures.length === 0 ? 'done' : 'again';
  };
  const submitSilently = async (post: PostRow): Promise<PostRow> => {
    await world.submit(post);
    world.queues.waiting.splice(0);
    return world.findPost(post);
  };

  return {
    fresh: async () => {
      control.clearFaults();
      control.clearDeclarations();
      world.queues.waiting.splice(0);
      world.queues.away.clear();
      deadLetters.splice(0);
      const [connected] = await world.connect();
      if (connected === undefined) throw new Error('No account.');
      account = connected;
      return account;
    },
    insert,
    taken: async (kind, wish) => {
      const post = await submitSilently(await insert(kind, wish));
      const expected: readonly PostState[] = ['transferring', 'processing'];
      if (!expected.includes(post.state)) throw new Error(`It was not taken, but is ${post.state}.`);
      return post;
    },
    inDoubt: async (kind = 'direct pull') => {
      control.addFault({ match: { path: initPaths, openId: account.openId }, action: { kind: 'cut-after' } });
      const post = await submitSilently(await insert(kind));
      if (post.state !== 'outcome_unknown') throw new Error(`It is not in doubt, but ${post.state}.`);
      return post;
    },
    tell: (post, progress, job) =>
      tellBody(
        writeProgressMessage({ version: 1, tenant: post.tenantId, postId: post.id, ...progress }),
        job,
      ),
    tellBody,
    deadLetters,
    letTiktokFinish: async () => {
      // What it fetches and what it then makes of it take their time one after the other.
      for (let part = 0; part < 3; part += 1) {
        await control.settleTasks();
        await world.advance(10_000);
      }
    },
    statusCalls: () => control.countPostingCalls(account.openId).status.called,
    told: async (post) =>
      (
        await world.database.superuser`
          select type, payload ->> 'state' as state from outbox where payload ->> 'postId' = ${post.id}`
      )
        .map((row) => `${row['type']} ${row['state']}`)
        .toSorted(),
    publishIdAtTiktok: () => {
      const task = world.tasks(account).at(-1);
      if (task === undefined) throw new Error('TikTok has nothing of the account.');
      return task.publishId;
    },
  };
};
