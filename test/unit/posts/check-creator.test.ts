import { describe, expect, test } from '@jest/globals';
import type { PostRow } from '../../../shared/database/posts.ts';
import type { CreatorInfo } from '../../../shared/platforms/posting.ts';
import { objectionTo } from '../../../shared/posts/check-creator.ts';
import { postRow } from '../../support/post-rows.ts';

const info: CreatorInfo = {
  displayName: 'Sim Creator',
  username: 'simcreator',
  avatarUrl: null,
  privacyOptions: ['PUBLIC_TO_EVERYONE', 'SELF_ONLY'],
  isCommentDisabled: false,
  isDuetDisabled: false,
  isStitchDisabled: false,
  maxVideoSeconds: 60,
};

const videoOf = (durationSeconds?: number, privacyLevel?: string): PostRow => {
  const { intent } = postRow();
  return postRow({
    intent: {
      ...intent,
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
      options: privacyLevel === undefined ? {} : { privacyLevel },
    },
  });
};

describe('a direct post that its creator’s settings are held against', () => {
  test.each(['PUBLIC_TO_EVERYONE', 'SELF_ONLY'])('for %s, which is offered, may go on', (level) => {
    expect(objectionTo(videoOf(60, level), info)).toBeUndefined();
  });

  test.each([['MUTUAL_FOLLOW_FRIENDS'], ['public_to_everyone'], [''], [undefined]])(
    'for %s, which is not offered, may not',
    (level) => {
      expect(objectionTo(videoOf(10, level), info)).toBe('privacy_level_option_mismatch');
    },
  );

  test.each([
    [60, undefined],
    [60.01, 'duration_check_failed'],
    [600, 'duration_check_failed'],
    [undefined, undefined],
  ])('of %s seconds, where 60 are the most: %s', (durationSeconds, objection) => {
    expect(objectionTo(videoOf(durationSeconds, 'SELF_ONLY'), info)).toBe(objection);
  });

  test('may have any length where the creator has no limit', () => {
    expect(objectionTo(videoOf(600, 'SELF_ONLY'), { ...info, maxVideoSeconds: null })).toBeUndefined();
  });

  test('of photos has no length', () => {
    const photos = { ...videoOf(600, 'SELF_ONLY'), mediaKind: 'photos' as const };

    expect(objectionTo(photos, info)).toBeUndefined();
  });

  test('is not held back for comments, duets or stitches that the creator closed since: TikTok closes them', () => {
    const closed = { ...info, isCommentDisabled: true, isDuetDisabled: true, isStitchDisabled: true };

    expect(objectionTo(videoOf(10, 'SELF_ONLY'), closed)).toBeUndefined();
  });
});
