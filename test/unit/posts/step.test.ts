import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Happening, isSettled, postStates, type SteppedPost, step } from '../../../shared/posts/step.ts';

const fresh: SteppedPost = {
  state: 'queued',
  reason: undefined,
  bytesConfirmed: 0,
  postIds: [],
  publicNotices: [],
};
const run = (happenings: readonly Happening[], from: SteppedPost = fresh): SteppedPost =>
  happenings.reduce(step, from);

const ids = fc.constantFrom('7600000000000000456', '7600000000000000457');
const reasons = fc
  .constantFrom('spam_risk', 'internal', 'auth_removed', 'publish_cancelled')
  .map((code) => ({ code }));

/** What the platform can say of one post, by poll or webhook, true or late or twice. */
const words: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('platform_said' as const),
    word: fc.constantFrom('processing' as const, 'in_inbox' as const, 'published' as const),
    postIds: fc.array(ids, { maxLength: 2 }),
    bytes: fc.nat({ max: 1000 }),
  }),
  fc.record({
    kind: fc.constant('platform_said' as const),
    word: fc.constant('failed' as const),
    reason: reasons,
  }),
  fc.record({
    kind: fc.constant('visibility_changed' as const),
    notice: fc.record({
      postId: ids,
      isPublic: fc.boolean(),
      at: fc.integer({ min: 0, max: 3 }).map((seconds) => new Date(seconds * 1000)),
    }),
  }),
);
const acts: fc.Arbitrary<Happening> = fc.oneof(
  fc.constantFrom<Happening>(
    { kind: 'promoted' },
    { kind: 'submission_began' },
    { kind: 'submission_put_off' },
    { kind: 'accepted', next: 'transferring' },
    { kind: 'accepted', next: 'processing' },
    { kind: 'answer_lost' },
    { kind: 'transfer_ended' },
    { kind: 'resolved', outcome: 'published' },
    { kind: 'resolved', outcome: 'failed' },
  ),
  fc.record({ kind: fc.constantFrom('failed' as const, 'cancelled' as const), reason: reasons }),
  fc.record({ kind: fc.constant('bytes_confirmed' as const), bytes: fc.nat({ max: 1000 }) }),
);

describe('a post', () => {
  test('ends in the same state whichever order the platform’s words come in, and however often', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 8 }), (said, places) => {
        const again = places.flatMap((place) => said[place % Math.max(said.length, 1)] ?? []);
        const shuffled = [...said, ...again]
          .map((one, index) => ({ one, key: ((index + 7) * 2_654_435_761) % 101 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => one);

        expect(run(shuffled)).toEqual(run(said));
        expect(run([...said].toReversed())).toEqual(run(said));
      }),
      { numRuns: 2_000 },
    );
  });

  test('never goes backwards, but from submitting to queued', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(words, acts), { maxLength: 20 }), (happenings) => {
        let post = fresh;
        for (const happening of happenings) {
          const next = step(post, happening);
          const back = postStates.indexOf(next.state) < postStates.indexOf(post.state);
          if (back) expect([post.state, next.state]).toEqual(['submitting', 'queued']);
          expect(next.bytesConfirmed).toBeGreaterThanOrEqual(post.bytesConfirmed);
          expect(next.postIds).toEqual(expect.arrayContaining([...post.postIds]));
          post = next;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('that nothing new happens to is the very same', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (said) => {
        const post = run(said);

        for (const word of said) expect(step(post, word)).toBe(post);
      }),
    );
  });

  test('that TikTok published stays published, though it was given up here before or is said to have failed after', () => {
    const published: Happening = {
      kind: 'platform_said',
      word: 'published',
      postIds: ['7600000000000000456'],
    };
    const failed: Happening = { kind: 'platform_said', word: 'failed', reason: { code: 'internal' } };
    const givenUp: Happening = { kind: 'failed', reason: { code: 'transfer_too_late' } };

    for (const order of [
      [published, failed],
      [failed, published],
      [givenUp, published],
    ])
      expect(run(order)).toMatchObject({ state: 'published', reason: undefined });
  });

  test('from a draft that its creator posts twice has both ids, each as it came', () => {
    const first = { postId: '7600000000000000456', isPublic: true, at: new Date(1000) };
    const second = { postId: '7600000000000000457', isPublic: true, at: new Date(2000) };

    const post = run([
      { kind: 'platform_said', word: 'in_inbox' },
      { kind: 'platform_said', word: 'published' },
      { kind: 'visibility_changed', notice: second },
      { kind: 'visibility_changed', notice: first },
      { kind: 'visibility_changed', notice: { ...first, isPublic: false, at: new Date(3000) } },
    ]);

    expect(post.postIds).toEqual(['7600000000000000456', '7600000000000000457']);
    expect(post.publicNotices.map(({ isPublic }) => isPublic)).toEqual([false, true]);
  });

  test('whose outcome is not known is settled by a person, once, or by the platform whenever it speaks', () => {
    const unknown = run([{ kind: 'submission_began' }, { kind: 'answer_lost' }]);

    const byPerson = run(
      [
        { kind: 'resolved', outcome: 'failed' },
        { kind: 'resolved', outcome: 'published' },
      ],
      unknown,
    );
    const byPlatform = run([{ kind: 'platform_said', word: 'published' }], byPerson);

    expect([unknown.state, byPerson.state, byPerson.reason?.code]).toEqual([
      'outcome_unknown',
      'failed',
      'resolved_by_person',
    ]);
    expect(byPlatform.state).toBe('published');
    expect(step(fresh, { kind: 'resolved', outcome: 'failed' })).toBe(fresh);
  });

  test('is put back in the line only before the platform has taken it', () => {
    const back: Happening = { kind: 'submission_put_off' };

    expect(run([{ kind: 'submission_began' }, back]).state).toBe('queued');
    expect(run([{ kind: 'submission_began' }, { kind: 'accepted', next: 'transferring' }, back]).state).toBe(
      'transferring',
    );
    expect(run([{ kind: 'submission_began' }, { kind: 'answer_lost' }, back]).state).toBe('outcome_unknown');
  });

  test.each([
    ['scheduled', false],
    ['outcome_unknown', false],
    ['processing', false],
    ['in_inbox', true],
    ['cancelled', true],
    ['failed', true],
    ['published', true],
  ] as const)('in the state %s is settled: %s', (state, settled) => {
    expect(isSettled(state)).toBe(settled);
  });
});
