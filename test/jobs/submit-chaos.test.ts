import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../infra/local/tiktok-simulator/fault-book.ts';
import type { PostRow } from '../../shared/database/posts.ts';
import { type PostKind, postKinds } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';

const minuteMs = 60_000;

/** What may happen to any init, each with its chance. */
const troubles: readonly (readonly [FaultAction, number])[] = [
  [{ kind: 'cut-after' }, 0.15],
  [{ kind: 'cut-before' }, 0.1],
  [{ kind: 'answer', status: 502, takesEffect: true }, 0.1],
  [{ kind: 'answer', status: 500 }, 0.1],
  [{ kind: 'html', status: 403 }, 0.1],
  [{ kind: 'rate-limit' }, 0.1],
];

let world: PublishWorld;

beforeEach(async () => {
  world = await startPublishWorld({ switches: { pendingDraftCap: 5 } });
});
afterEach(() => world.close());

/** Those of TikTok's that came of a post and that somebody can see, or has in the inbox. */
const resultsOf = (post: PostRow) =>
  world.simulator.control.listTasks().filter(({ publishId, urls, status }) => {
    const isOfPost = publishId === post.publishId || urls.some((url) => url.includes(post.id));
    return isOfPost && (status === 'PUBLISH_COMPLETE' || status === 'SEND_TO_USER_INBOX');
  });

describe('publishing with a TikTok that loses half of its answers, and queues that lose a third of their messages', () => {
  test.each([1, 2, 3])(
    'publishes every post at most once, and says of each what became of it (run %i)',
    async (seed) => {
      const { control } = world.simulator;
      for (const path of ['video/init/', 'inbox/video/init/', 'content/init/']) {
        for (const [place, [action, share]] of troubles.entries()) {
          const match = { path: `/v2/post/publish/${path}` };
          control.addFault({ match, share, seed: seed * 100 + place, action });
        }
      }
      const accounts = await Promise.all(Array.from({ length: 5 }, () => world.newAccount()));
      const wanted = accounts.flatMap((account) => postKinds.map((kind) => ({ account, kind })));
      const posts = await Promise.all(
        wanted.map(({ account, kind }) => world.insertPost(kind as PostKind, {}, { account })),
      );

      for (let round = 0; round < 20; round += 1) {
        await world.pump({ forMs: minuteMs });
        const { waiting } = world.queues;
        const kept = waiting.filter((_, place) => (place * 31 + round * 17 + seed) % 3 !== 0);
        waiting.splice(0, waiting.length, ...kept);
        await world.advance(2 * minuteMs);
        await world.reconcile();
        await world.hearWebhooks();
      }

      const ends: Record<string, number> = {};
      for (const post of await Promise.all(posts.map(world.findPost))) {
        ends[post.state] = (ends[post.state] ?? 0) + 1;
        expect(resultsOf(post).length).toBeLessThanOrEqual(1);
        expect(['published', 'in_inbox', 'failed', 'outcome_unknown']).toContain(post.state);
        if (post.state === 'failed') expect(post.reason?.code).toBe('init_not_answered');
        if (post.state === 'published' || post.state === 'in_inbox') expect(resultsOf(post)).toHaveLength(1);
      }
      const filesWithBytes = control.listTasks().filter(({ upload }) => (upload?.receivedBytes ?? 0) > 0);
      const known = new Set((await Promise.all(posts.map(world.findPost))).map(({ publishId }) => publishId));
      expect(filesWithBytes.every(({ publishId }) => known.has(publishId))).toBe(true);
      expect((ends['published'] ?? 0) + (ends['in_inbox'] ?? 0)).toBeGreaterThan(posts.length / 3);
      for (const account of accounts) expect(world.inits(account)).toMatchObject({ limited: 0, refused: 0 });
    },
  );
});
