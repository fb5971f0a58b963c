import type { PostAdvice, PostReasonText } from '../posting.ts';

const reason = (advice: PostAdvice, sentence: string): PostReasonText => ({ sentence, advice });

/** The codes of TikTok's posting calls (tiktok-api.md section 5.10) and of posts that failed (section 5.8), for people. */
export const postReasons: Readonly<Record<string, PostReasonText>> = {
  access_token_invalid: reason(
    'reconnect',
    'TikTok does not accept the access any more. Connect the account again.',
  ),
  scope_not_authorized: reason(
    'reconnect',
    'The creator has not granted what this post needs. Connect the account again and grant it.',
  ),
  scope_permission_missed: reason(
    'reconnect',
    'The creator has not granted what this needs. Connect the account again and grant it.',
  ),
  invalid_param: reason('change', 'TikTok says that a value of the post is not valid.'),
  invalid_file_upload: reason('change', 'The file does not meet what TikTok asks of it.'),
  app_version_check_failed: reason(
    'creator_acts',
    "The creator's TikTok app is too old for drafts of photos: version 31.8 or newer is needed.",
  ),
  invalid_publish_id: reason('none', 'TikTok does not know this post, or does not keep it any more.'),
  token_not_authorized_for_specified_publish_id: reason(
    'none',
    'This post belongs to another TikTok account.',
  ),
  publish_not_cancellable: reason('none', 'It is too late to cancel: TikTok is processing the post.'),
  spam_risk_too_many_posts: reason(
    'wait',
    'The creator has reached the number of posts that TikTok takes through apps in 24 hours, all apps together. Try again later, or post in the TikTok app.',
  ),
  spam_risk_user_banned_from_posting: reason('none', 'TikTok has banned the creator from posting.'),
  spam_risk_too_many_pending_share: reason(
    'creator_acts',
    'Five drafts of the last 24 hours wait in the creator’s TikTok inbox. A slot is free when the creator posts one, or when the oldest is a day old.',
  ),
  spam_risk_text: reason('change', 'TikTok judges the caption risky. Change it and post again.'),
  spam_risk: reason('none', 'TikTok judges the post risky and does not take it.'),
  reached_active_user_cap: reason(
    'wait',
    'As many creators as TikTok allows this app in 24 hours have posted through it. Try again tomorrow.',
  ),
  unaudited_client_can_only_post_to_private_accounts: reason(
    'creator_acts',
    'Until TikTok has audited this app, it may post to private accounts only. The creator can set the account to private, or post a draft.',
  ),
  url_ownership_unverified: reason(
    'operator_acts',
    'The address of the media does not lie under a domain or prefix that is verified for this app in TikTok’s portal.',
  ),
  privacy_level_option_mismatch: reason(
    'change',
    'The creator does not offer this audience any more. Choose one of the present ones and post again.',
  ),
  rate_limit_exceeded: reason(
    'wait',
    'TikTok has been asked too often for this account. It is tried again in a minute.',
  ),
  internal_error: reason('retry', 'TikTok had a fault of its own.'),
  internal: reason('retry', 'A part of TikTok was not available. Post again.'),
  file_format_check_failed: reason(
    'change',
    'TikTok does not take this format. Use MP4, WebM or MOV; for photos JPEG or WebP.',
  ),
  duration_check_failed: reason('change', 'The video is too long or too short for this creator.'),
  frame_rate_check_failed: reason('change', 'The frame rate must be from 23 to 60 pictures a second.'),
  picture_size_check_failed: reason(
    'change',
    'The picture size does not fit: each side of a video has 360 to 4096 pixels, the shorter side of a photo at most 1080.',
  ),
  video_pull_failed: reason('retry', 'TikTok could not fetch the video from its address within an hour.'),
  photo_pull_failed: reason('retry', 'TikTok could not fetch a photo from its address within an hour.'),
  publish_cancelled: reason('none', 'The post was cancelled.'),
  auth_removed: reason('reconnect', 'Our access to the account was removed while the post was under way.'),
};

/** Posting pages and general pages spell one code differently (section 0.4). */
const spellings: Readonly<Record<string, string>> = { invalid_params: 'invalid_param' };

/** A code as a sentence and what to do; a code that no page names is told as it is. */
export const explainPostReason = (code: string): PostReasonText => {
  const known = spellings[code] ?? code;
  return Object.hasOwn(postReasons, known) && postReasons[known] !== undefined
    ? postReasons[known]
    : reason('none', `TikTok did not take the post and gave the reason "${code}".`);
};
