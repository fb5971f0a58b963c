import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultAction } from '../../infra/local/tiktok-simulator/fault-book.ts';
import type { PostRow } from '../../shared/database/posts.ts';
import { shortenDeadlines } from '../support/deadlines.ts';
import { answerWith, strikeInit } from '../support/init-paths.ts';
import { fileBytes, type PostKind } from '../support/publish-posts.ts';
import { type PublishWorld, startPublishWorld } from '../support/publish-world.ts';
import type { ConnectedAccount } from '../support/token-world.ts';

const ok = { code: 'ok', message: '', log_id: 'log' };
const secondMs = 1_000;

/** Ways in which an init's answer is lost, or cannot be understood; half of them took effect. */
const losses: readonly [string, FaultAction][] = [
  ['a 500 without effect', { kind: 'answer', status: 500 }],
  ['a 502 after the effect', { kind: 'answer', status: 502, takesEffect: true }],
  ['a connection cut before the effect', { kind: 'cut-before' }],
  ['a connection cut after the effect', { kind: 'cut-after' }],
  ['half an answer', { kind: 'cut-mid-body' }],
  ['no answer, without effect', { kind: 'hang' }],
  ['no answer, after the effect', { kind: 'hang', takesEffect: true }],
  ['an answer that trickles past the deadline', { kind: 'trickle', pieceBytes: 1, intervalMs: 100 }],
  ['five megabytes', { kind: 'huge-body', sizeBytes: 5_000_000 }],
  ['a gateway’s page with 200', { kind: 'html', status: 200 }],
  ['a gateway’s page with 504', { kind: 'html', status: 504 }],
  ['half of a JSON text', answerWith('{"data":{"publish_id":"v_pub')],
  ['a success without a publish id', answerWith({ data: {}, error: ok })],
  ['a publish id that is a number', answerWith({ data: { publish_id: 12 }, error: ok })],
  ['an empty body', answerWith('')],
];

let world: PublishWorld;
let restore: () => void = () => {};

beforeAll(async () => {
  world = await startPublishWorld();
  restore = shortenDeadlines(0.1);
});
afterEach(() => world.simulator.control.clearFaults());
afterAll(async () => {
  restore();
  await world.close();
});

/** Everything that is done by itself afterwards, for long enough. */
const settleAll = async (): Promise<void> => {
  for (const _ of [1, 2, 3]) {
    await world.pump({ forMs: 200 * secondMs });
    await world.advance(200 * secondMs);
    await world.reconcile();
  }
  await world.pump();
};

const submitOne = async (kind: PostKind, action: FaultAction, times: number | null = 1) => {
  const account = await world.newAccount();
  strikeInit(world, account, kind, action, times);
  const post = await world.insertPost(kind, {}, { account, isSilent: true });
  await world.submit(post);
  return { account, post };
};

/** A post, how often TikTok was asked for it, and how many bytes arrived where. */
const look = async ({ account, post }: { account: ConnectedAccount; post: PostRow }) => {
  const uploads = world.tasks(account).flatMap(({ upload }) => upload ?? []);
  return {
    post: await world.findPost(post),
    inits: world.inits(account),
    tasks: world.tasks(account),
    receivedBytes: uploads.map(({ receivedBytes }) => receivedBytes).toSorted((a, b) => a - b),
  };
};

const publish = async (kind: PostKind, action: FaultAction, times?: number | null) => {
  const submitted = await submitOne(kind, action, times);
  await settleAll();
  return look(submitted);
};

describe.each(losses)('when TikTok answers an init with %s', (_how, action) => {
  test('what it fetches itself is in the state outcome_unknown, and is never asked for again', async () => {
    const kinds = ['direct pull', 'inbox pull', 'direct photos', 'inbox photos'] as const;
    const submitted = await Promise.all(kinds.map((kind) => submitOne(kind, action)));

    await settleAll();

    for (const one of submitted) {
      const { post, inits, tasks } = await look(one);
      expect(post).toMatchObject({ state: 'outcome_unknown', initAttempts: 1, publishId: null });
      expect(inits.called).toBe(1);
      expect(tasks.length).toBeLessThanOrEqual(1);
    }
  });

  test('a file is asked for a second time, gets its bytes once, and arrives', async () => {
    const kinds = ['direct file', 'inbox file'] as const;
    const submitted = await Promise.all(kinds.map((kind) => submitOne(kind, action)));

    await settleAll();

    const ends = [];
    for (const one of submitted) {
      const { post, inits, tasks, receivedBytes } = await look(one);
      ends.push(post.state);
      expect([inits.called, post.initAttempts]).toEqual([2, 2]);
      expect(tasks.at(-1)?.publishId).toBe(post.publishId);
      expect(receivedBytes.at(-1)).toBe(fileBytes);
      expect(receivedBytes.slice(0, -1).every((bytes) => bytes === 0)).toBe(true);
    }
    expect(ends).toEqual(['published', 'in_inbox']);
  });
});

describe('an init of a file', () => {
  test('whose answer names no upload address is asked for once more', async () => {
    const noAddress = answerWith({ data: { publish_id: 'v_pub_file~v2.1' }, error: ok });

    const { post, inits } = await publish('direct file', noAddress);

    expect(inits.called).toBe(2);
    expect(post).toMatchObject({ state: 'published' });
  });

  test('whose answer is lost twice ends as failed, with no third init and no bytes sent', async () => {
    const { post, inits, receivedBytes } = await publish('direct file', { kind: 'cut-after' }, null);

    expect(inits).toMatchObject({ called: 2, ok: 2 });
    expect(post).toMatchObject({ state: 'failed', reason: { code: 'init_not_answered' } });
    expect(receivedBytes).toEqual([0, 0]);
  });
});

describe('an init that surely had no effect', () => {
  test.each([
    ['a gateway’s page with 403', { kind: 'html', status: 403 }],
    ['a gateway’s empty 404', answerWith('', 404)],
  ] as const)('since it met %s is asked for again, a little later', async (_how, action) => {
    const { post, inits } = await publish('direct pull', action);

    expect(inits.called).toBe(2);
    expect(post).toMatchObject({ state: 'published', initAttempts: 1, failures: 0 });
  });
});
