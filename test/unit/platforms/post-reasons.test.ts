import { describe, expect, test } from '@jest/globals';
import { explainPostReason, postReasons } from '../../../shared/platforms/tiktok/post-reasons.ts';

/** The codes of tiktok-api.md sections 5.8 and 5.10, and whether sending the same again can help. */
const documented: readonly (readonly [string, 'again' | 'later' | 'not'])[] = [
  ['file_format_check_failed', 'not'],
  ['duration_check_failed', 'not'],
  ['frame_rate_check_failed', 'not'],
  ['picture_size_check_failed', 'not'],
  ['internal', 'again'],
  ['video_pull_failed', 'again'],
  ['photo_pull_failed', 'again'],
  ['publish_cancelled', 'not'],
  ['auth_removed', 'not'],
  ['spam_risk_too_many_posts', 'later'],
  ['spam_risk_user_banned_from_posting', 'not'],
  ['spam_risk_text', 'not'],
  ['spam_risk', 'not'],
  ['access_token_invalid', 'not'],
  ['scope_not_authorized', 'not'],
  ['scope_permission_missed', 'not'],
  ['invalid_param', 'not'],
  ['invalid_params', 'not'],
  ['invalid_file_upload', 'not'],
  ['app_version_check_failed', 'not'],
  ['invalid_publish_id', 'not'],
  ['token_not_authorized_for_specified_publish_id', 'not'],
  ['publish_not_cancellable', 'not'],
  ['spam_risk_too_many_pending_share', 'not'],
  ['reached_active_user_cap', 'later'],
  ['unaudited_client_can_only_post_to_private_accounts', 'not'],
  ['url_ownership_unverified', 'not'],
  ['privacy_level_option_mismatch', 'not'],
  ['rate_limit_exceeded', 'later'],
  ['internal_error', 'again'],
];

describe('the reason of a post that did not go through', () => {
  test.each(documented)('%s is told in a sentence; the same again helps: %s', (code, helps) => {
    const { sentence, advice } = explainPostReason(code);

    expect(sentence).toMatch(/^[A-Z].{10,}[.]$/);
    expect(sentence).not.toContain('_');
    expect({ retry: 'again', wait: 'later' }[advice as string] ?? 'not').toBe(helps);
  });

  test('is in the list only if the documents name it', () => {
    const names = new Set(documented.map(([code]) => code));

    expect(Object.keys(postReasons).filter((code) => !names.has(code))).toEqual([]);
  });

  test.each(['brand_new_code', 'constructor', '__proto__', ''])(
    '%j, which nobody knows, is told as it is',
    (code) => {
      expect(explainPostReason(code)).toEqual({
        advice: 'none',
        sentence: `TikTok did not take the post and gave the reason "${code}".`,
      });
    },
  );
});
