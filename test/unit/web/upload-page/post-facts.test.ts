import { describe, expect, test } from '@jest/globals';
import { post as postSchema, postState } from '../../../../shared/contract/post-reply.ts';
import type { Post } from '../../../../web/api/operations.ts';
import { catalogues } from '../../../../web/pages/upload/post/messages.ts';
import { isFinal, pollDelayMs } from '../../../../web/pages/upload/post/poll-plan.ts';
import {
  cancellingOf,
  stateTextOf,
  timelineOf,
  toneOf,
  transferOf,
} from '../../../../web/pages/upload/post/post-facts.ts';
import { madeAt, post } from './builders.ts';

const states = postState.options;
const second = 1_000;
const at = (offsetMs: number) => new Date(Date.parse(madeAt) + offsetMs);
const inState = (status: Post['status'], differing: Partial<Post> = {}) =>
  post({ status, times: { [status]: at(0).toISOString() }, ...differing });

describe('the words of a post', () => {
  test.each(['en', 'fr'] as const)(
    'name every state and say of every case where it stands: %s',
    (language) => {
      const { states: names, sentences } = catalogues[language];
      const cases = states.flatMap((status) =>
        (['direct', 'inbox'] as const).flatMap((mode) =>
          (['FILE_UPLOAD', 'PULL_FROM_URL'] as const).flatMap((source) =>
            [true, false].flatMap((flag) => [
              stateTextOf(post({ status, mode, source, isPublic: flag, postIds: flag ? ['1'] : [] }), flag),
              stateTextOf(
                post({ status, mode, source, willSubmitAt: flag ? at(0).toISOString() : null }),
                flag,
              ),
              stateTextOf(post({ status, mode, source, privacyLevel: 'SELF_ONLY', postIds: ['1'] }), flag),
              stateTextOf(post({ status, mode, source, privacyLevel: 'SELF_ONLY' }), flag),
            ]),
          ),
        ),
      );

      expect(Object.keys(names).sort()).toEqual([...states].sort());
      expect(Object.keys(sentences).sort()).toEqual([...new Set(cases)].sort());
      expect(Object.keys(toneOf).sort()).toEqual([...states].sort());
    },
  );

  test.each(['en', 'fr'] as const)('say for each advice of the API what to do: %s', (language) => {
    const advices = postSchema.shape.failure.unwrap().shape.advice.options;

    expect(Object.keys(catalogues[language].failure.advice).sort()).toEqual([...advices].sort());
  });

  test.each([
    [{ isPublic: true, postIds: ['1'] }, 'published_public'],
    [{ postIds: ['1'], noLongerPublic: ['1'] }, 'published_gone'],
    [{ mode: 'inbox', privacyLevel: null }, 'published_inbox'],
    [{ privacyLevel: 'PUBLIC_TO_EVERYONE' }, 'published_checking'],
    [{ privacyLevel: 'SELF_ONLY' }, 'published_audience'],
  ] as const)('tell why a published post has a link or none: %p', (differing, text) => {
    expect(stateTextOf(inState('published', differing as Partial<Post>), false)).toBe(text);
  });
});

describe('the timeline', () => {
  test('is in the order of time, and always has the present state', () => {
    const moving = post({
      status: 'processing',
      updatedAt: at(9 * second).toISOString(),
      times: { submitting: at(5 * second).toISOString(), queued: at(0).toISOString() },
    });

    expect(timelineOf(moving).map(({ state }) => state)).toEqual(['queued', 'submitting', 'processing']);
  });
});

describe('the second leg', () => {
  test('is measured by what TikTok is known to have, and never more than all', () => {
    const moving = inState('transferring', { source: 'FILE_UPLOAD', bytes: { sent: 12, total: 10 } });

    expect(transferOf(moving)).toEqual({ kind: 'measured', sentBytes: 10, totalBytes: 10 });
  });

  test('of media that TikTok fetches is not known, and of a post that waits is none', () => {
    expect(transferOf(inState('processing')).kind).toBe('unknown');
    expect(transferOf(inState('queued')).kind).toBe('none');
    expect(
      transferOf(inState('published', { source: 'FILE_UPLOAD', bytes: { sent: 1, total: 1 } })).kind,
    ).toBe('none');
  });
});

describe('cancelling', () => {
  test('is offered where the API can still do it, and nowhere else', () => {
    const offered = states.map((status) => [status, cancellingOf(post({ status }))] as const);
    const ofFile = cancellingOf(post({ status: 'processing', source: 'FILE_UPLOAD' }));

    expect(offered.filter(([, how]) => how !== undefined)).toEqual([
      ['scheduled', 'now'],
      ['queued', 'now'],
      ['processing', 'ask'],
    ]);
    expect(ofFile).toBeUndefined();
  });
});

/** A look at a post that this page has seen in its state since just now. */
const seen = (ms: number, seenMs = ms) => ({ now: at(ms), seenAt: at(seenMs) });

describe('looking at a post again', () => {
  test('stops when nothing more is to happen', () => {
    const settled = states.filter((status) => isFinal({ status }));

    expect(settled).toEqual(['cancelled', 'failed', 'published']);
    expect(pollDelayMs(inState('failed'), seen(0))).toBe(false);
    expect(pollDelayMs(inState('cancelled'), seen(0))).toBe(false);
    expect(pollDelayMs(inState('published', { privacyLevel: 'SELF_ONLY' }), seen(0))).toBe(false);
  });

  test('goes on for a while until a public post has its link', () => {
    const published = inState('published');

    expect(pollDelayMs(published, seen(second))).toBe(10 * second);
    expect(pollDelayMs({ ...published, postIds: ['1'] }, seen(second))).toBe(false);
    expect(pollDelayMs(published, seen(3_601 * second))).toBe(false);
  });

  test('is frequent while a state is young, and never rarer than once a minute', () => {
    const ages = [1, 200, 1_000, 100_000].map((age) => age * second);

    const delays = ages.map((age) => pollDelayMs(inState('processing'), seen(age)));

    expect(delays).toEqual([2 * second, 5 * second, 15 * second, 60 * second]);
  });

  test('of a post that waits comes when it is due', () => {
    const due = at(20 * second).toISOString();
    const scheduled = inState('scheduled', { publishAt: due });

    expect(pollDelayMs(scheduled, seen(0))).toBe(20 * second);
    expect(pollDelayMs(scheduled, seen(-600 * second))).toBe(60 * second);
    expect(pollDelayMs(scheduled, seen(21 * second))).toBe(2 * second);
    expect(pollDelayMs(inState('queued', { willSubmitAt: due }), seen(0))).toBe(20 * second);
  });

  test('of a post that is overdue is the rarer, the longer it is so', () => {
    const due = at(0).toISOString();
    const late = [0, 200, 1_000, 100_000].map((age) => seen(age * second));

    for (const post of [inState('scheduled', { publishAt: due }), inState('queued', { willSubmitAt: due })])
      expect(late.map((look) => pollDelayMs(post, look))).toEqual([
        2 * second,
        5 * second,
        15 * second,
        60 * second,
      ]);
  });

  test('becomes rarer under a clock that is behind as well, by how long the page has seen the state', () => {
    const hourMs = 3_600 * second;
    const looks = [0, 200, 1_000, 4_000].map((age) => seen(-3 * hourMs + age * second, -3 * hourMs));

    const delays = looks.map((look) => pollDelayMs(inState('processing'), look));

    expect(delays).toEqual([2 * second, 5 * second, 15 * second, 60 * second]);
  });
});
