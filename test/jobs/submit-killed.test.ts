import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../shared/database/posts.ts';
import { strikeInit } from '../support/init-paths.ts';
import type { PostKind } from '../support/publish-posts.ts';
import { type KillingWorld, startKillingWorld } from '../support/submit-process.ts';
import { type StopPoint, stopPoints } from '../support/submit-stops.ts';
import type { ConnectedAccount } from '../support/token-world.ts';
import { waitFor } from '../support/wait-for.ts';

type Kill = StopPoint | 'while TikTok has done nothing yet' | 'when TikTok has done it and not answered';

/** What comes of a kill: init calls in all, those that took effect, and how the post ends by itself. */
interface Outcome {
  readonly called: number;
  readonly ok: number;
  readonly end: 'done' | 'outcome_unknown';
}

const done = (called: number, ok = called): Outcome => ({ called, ok, end: 'done' });
const unknown = (called: number, ok = called): Outcome => ({ called, ok, end: 'outcome_unknown' });

/** A file's init is asked for again unless its answer is stored: without bytes it publishes nothing. */
const ofFile: Readonly<Record<Kill, Outcome>> = {
  'before the post is taken': done(1),
  'when the post is taken': done(1),
  'while TikTok has done nothing yet': done(2, 1),
  'when TikTok has done it and not answered': done(2),
  'when the answer is heard': done(2),
  'when the answer is stored': done(1),
  'when it is handed over': done(1),
  'before the message is let go': done(1),
};

/** A pull's is not: it publishes by itself. */
const ofPull: Readonly<Record<Kill, Outcome>> = {
  'before the post is taken': done(1),
  'when the post is taken': unknown(0),
  'while TikTok has done nothing yet': unknown(1, 0),
  'when TikTok has done it and not answered': unknown(1),
  'when the answer is heard': unknown(1),
  'when the answer is stored': done(1),
  'when it is handed over': done(1),
  'before the message is let go': done(1),
};

const isStopPoint = (kill: Kill): kill is StopPoint => stopPoints.some((point) => point === kill);
const kills = Object.keys(ofFile) as Kill[];
const kinds = ['direct file', 'inbox file', 'direct pull', 'inbox pull', 'direct photos'] as const;

let world: KillingWorld;

beforeAll(async () => {
  world = await startKillingWorld();
});
afterAll(() => world.close());

/** Starts a submission and kills it at a moment of its life. */
const submitAndKill = async (post: PostRow, account: ConnectedAccount, kind: PostKind, kill: Kill) => {
  if (isStopPoint(kill)) {
    const worker = world.startSubmit(post, kill);
    await worker.stopped;
    return worker.kill();
  }
  const takesEffect = kill !== 'while TikTok has done nothing yet';
  strikeInit(world, account, kind, { kind: 'hang', takesEffect });
  const worker = world.startSubmit(post);
  await waitFor('the call', async () => world.inits(account)[takesEffect ? 'ok' : 'struck'] === 1);
  return worker.kill();
};

/** A post whose worker was killed; what follows by itself is the test's to let happen. */
const killOne = async (kind: PostKind, kill: Kill) => {
  const account = await world.newAccount();
  const post = await world.insertPost(kind, {}, { account, isSilent: true });
  await submitAndKill(post, account, kind, kill);
  return { kill, account, post };
};

/** How often TikTok was asked for a post, and what has become of it there and here. */
const look = async ({ account, post }: { account: ConnectedAccount; post: PostRow }) => {
  const { state, publishId, isLeased } = await world.findPost(post);
  const { called, ok, refused, limited } = world.inits(account);
  const tasks = world.tasks(account);
  const isDone = (status: string) => status === 'PUBLISH_COMPLETE' || status === 'SEND_TO_USER_INBOX';
  const withBytes = tasks.filter(({ upload }) => (upload?.receivedBytes ?? 0) > 0);
  return {
    state,
    isLeased,
    calls: { called, ok, refused, limited },
    isPublishedOnce: tasks.filter(({ status }) => isDone(status)).length <= 1,
    hasBytesOnlyAtItsId: withBytes.every((task) => task.publishId === publishId),
  };
};

describe('submissions whose processes are killed at every step', () => {
  test.each(kinds)('a %s is published once at most, and ends done or in a named state', async (kind) => {
    const outcomes = kind.endsWith('file') ? ofFile : ofPull;
    const killed = await Promise.all(kills.map((kill) => killOne(kind, kill)));

    await world.settleAll();

    const found = await Promise.all(killed.map(async (one) => [one.kill, await look(one)] as const));
    const end = kind.startsWith('inbox') ? 'in_inbox' : 'published';
    const wanted = kills.map((kill) => {
      const outcome = outcomes[kill];
      return [
        kill,
        {
          state: outcome.end === 'done' ? end : outcome.end,
          isLeased: false,
          calls: { called: outcome.called, ok: outcome.ok, refused: 0, limited: 0 },
          isPublishedOnce: true,
          hasBytesOnlyAtItsId: true,
        },
      ] as const;
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted));
  });
});
