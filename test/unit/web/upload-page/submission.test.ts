import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { ApiError } from '../../../../web/api/api-error.ts';
import type { Trouble } from '../../../../web/api/call-api.ts';
import {
  idle,
  isKeyGood,
  judgeFailure,
  pendingOf,
  type Submission,
  type SubmissionEvent,
  step,
} from '../../../../web/pages/upload/sending/submission.ts';
import { pending, uploadBody } from './builders.ts';

const refused = (status: number, differing: Partial<Trouble> = {}) =>
  new ApiError({
    kind: 'refused',
    trouble: {
      status,
      code: undefined,
      detail: undefined,
      requestId: undefined,
      fields: [],
      retryAfterSeconds: undefined,
      ...differing,
    },
  });
const unreachable = new ApiError({ kind: 'unreachable' });
const ended = new ApiError({ kind: 'ended' });

const run = (...events: readonly SubmissionEvent[]): Submission => events.reduce(step, idle);
const pressed: SubmissionEvent = { kind: 'pressed', pending: pending(), now: 0 };
const failed = (error: unknown, now: number): SubmissionEvent => ({ kind: 'failed', error, now });

describe('the verdict on a failed call', () => {
  test.each([
    [unreachable],
    [refused(0)],
    [refused(408)],
    [refused(500, { code: 'internal_error' })],
    [refused(502)],
    [refused(503, { code: 'database_unavailable' })],
    [refused(504)],
    [refused(409, { code: 'idempotency_in_progress' })],
  ])('an answer that leaves open whether the post is stored is lost: %p', (error) => {
    expect([judgeFailure(error, false), judgeFailure(error, true)]).toEqual(['lost', 'lost']);
  });

  test.each([
    [refused(422, { code: 'post_refused' })],
    [refused(409, { code: 'creator_cannot_post' })],
    [refused(429, { code: 'rate_limited' })],
    [refused(502, { code: 'platform_refused' })],
    [refused(500, { code: 'sealed_token_unreadable' })],
  ])('what the API refuses after it looked at the key is refused, also after a lost answer: %p', (error) => {
    expect([judgeFailure(error, false), judgeFailure(error, true)]).toEqual(['refused', 'refused']);
  });

  test.each([
    [ended, 'unclear'],
    [refused(403, { code: 'insufficient_scope' }), 'unclear'],
    [refused(429), 'lost'],
  ])('who is turned away at the door learns nothing of an earlier try: %p', (error, afterLost) => {
    expect([judgeFailure(error, false), judgeFailure(error, true)]).toEqual(['refused', afterLost]);
  });
});

describe('the sending of a post', () => {
  test('an answer ends it', () => {
    const state = run(pressed, { kind: 'answered', postId: 'post-1' });

    expect(state).toEqual({ kind: 'accepted', pending: pending(), postId: 'post-1' });
  });

  test('a lost answer is asked for again with the same key and body', () => {
    const waiting = run(pressed, failed(unreachable, 100));
    const again = step(waiting, { kind: 'due' });

    expect(waiting).toMatchObject({ kind: 'waiting', retryAt: 1_100 });
    expect(again).toMatchObject({ kind: 'asking', pending: pending(), attempts: 2, wasLost: true });
  });

  test('the API is asked again when it says, and less and less often', () => {
    const busy = refused(409, { code: 'idempotency_in_progress', retryAfterSeconds: 5 });
    const second = run(pressed, failed(busy, 0));
    const sixth = run(
      pressed,
      ...[1, 2, 3, 4, 5].flatMap((): SubmissionEvent[] => [failed(unreachable, 0), { kind: 'due' }]),
      failed(unreachable, 0),
    );

    expect(second).toMatchObject({ retryAt: 5_000 });
    expect(sixth).toMatchObject({ retryAt: 15_000 });
  });

  test('after two minutes a person decides', () => {
    const state = run(pressed, failed(unreachable, 119_500));

    expect(state).toMatchObject({ kind: 'unanswered', pending: pending() });
  });

  test('a session that ends after a lost answer leaves the post in doubt, and before one leaves no post', () => {
    const after = run(pressed, failed(unreachable, 0), { kind: 'due' }, failed(ended, 1_000));
    const before = run(pressed, failed(ended, 0));

    expect(after.kind).toBe('unanswered');
    expect(before).toEqual({ kind: 'idle', last: pending() });
  });

  test('a refusal frees the form and is told', () => {
    const error = refused(422, { code: 'post_refused' });

    const state = run(pressed, failed(error, 5));

    expect(state).toEqual({ kind: 'idle', refusal: error, refusedAt: 5, last: pending() });
  });

  test('a key that belongs to another request is not used again', () => {
    const state = run(pressed, failed(refused(422, { code: 'idempotency_key_reused' }), 5));

    expect(state).not.toHaveProperty('last');
  });

  test('a second press while one is at work changes nothing', () => {
    const other: SubmissionEvent = { kind: 'pressed', pending: pending({ key: 'key-2' }), now: 1 };

    expect(run(pressed, other)).toEqual(run(pressed));
    expect(run(pressed, failed(unreachable, 0), other)).toEqual(run(pressed, failed(unreachable, 0)));
  });

  test('what was left open is asked for again while its key is good, as one that may have been taken', () => {
    const hourMs = 3_600_000;
    const young = run({ kind: 'asked-again', pending: pending(), now: 19 * hourMs });
    const old = run({ kind: 'asked-again', pending: pending(), now: 21 * hourMs });

    expect(young).toMatchObject({ kind: 'asking', wasLost: true });
    expect(old).toEqual(idle);
    expect([isKeyGood(pending(), 19 * hourMs), isKeyGood(pending(), 20 * hourMs)]).toEqual([true, false]);
  });

  test('whatever happens, one press is sent under one key', () => {
    const error = fc.constantFrom(unreachable, ended, refused(503), refused(429), refused(403), refused(422));
    const event = fc.oneof(
      error.map((one) => failed(one, 0)),
      fc.constant<SubmissionEvent>({ kind: 'due' }),
      fc.constant<SubmissionEvent>({ kind: 'pressed', pending: pending({ key: 'key-2' }), now: 0 }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        let state = run(pressed);
        for (const one of events) {
          const next = step(state, one);
          const keyBefore = 'pending' in state ? state.pending.key : undefined;
          const keyAfter = 'pending' in next ? next.pending.key : undefined;
          // Another key is taken up only when the one before was refused or given over to a person.
          if (keyBefore !== undefined && keyAfter !== undefined && state.kind !== 'unanswered')
            expect(keyAfter).toBe(keyBefore);
          state = next;
        }
      }),
    );
  });
});

describe('the key of a press', () => {
  const settings = { now: 10, createKey: () => 'new-key' };
  const press = { body: uploadBody(), fileName: null, text: pending().text };

  test('is new for a body that is not known', () => {
    const other = pending({ body: uploadBody({ mode: 'inbox' }) });

    expect(pendingOf(press, [other], settings)).toEqual({ ...press, key: 'new-key', pressedAt: 10 });
  });

  test('is that of the same body whose answer is still open, be it of another tab', () => {
    expect(pendingOf(press, [pending()], settings)).toEqual(pending());
  });

  test('is new when the known one is too old to be relied upon', () => {
    const dayLater = { ...settings, now: 24 * 3_600_000 };

    expect(pendingOf(press, [pending()], dayLater).key).toBe('new-key');
  });
});
