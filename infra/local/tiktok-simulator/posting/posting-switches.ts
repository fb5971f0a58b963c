import { oneOf, orNull, type Shape, whole } from '../input.ts';

/** The positions of every posting switch that is a choice; the first is the one it starts in. */
export const postingSwitchChoices = {
  postingCountedPer: ['user', 'token'],
  initsCounted: ['together', 'each'],
  invalidParamCode: ['invalid_param', 'invalid_params'],
  errorData: ['empty', 'absent'],
  missingBrandToggles: ['accepted', 'refused'],
  captionCountedIn: ['utf16-units', 'code-points'],
  brandedPrivacy: ['public-or-friends', 'not-private', 'any'],
  unauditedLevelError: [
    'unaudited_client_can_only_post_to_private_accounts',
    'privacy_level_option_mismatch',
  ],
  sandboxPosting: ['as-unaudited', 'refused'],
  pullUrlError: ['url_ownership_unverified', 'invalid_param'],
  photoAigc: ['top-level', 'also-in-post-info'],
  megabyte: ['strictest', 'decimal', 'binary'],
  partialSingleChunk: ['refused', 'accepted'],
  uploadedRange: ['count', 'last-index'],
  uploadCors: ['absent', 'present'],
  uploadAfterTokenEnds: ['goes-on', 'refused'],
  abandonedUpload: ['stays', 'fails'],
  uploadDigest: ['sha256', 'none'],
  dailyCapCounts: ['inits', 'published'],
  pendingDraftCounts: ['inits', 'delivered'],
  statusWhileProcessing: ['as-transfer', 'PROCESSING_DOWNLOAD'],
  pullRequest: ['get', 'head-then-get', 'ranged'],
  pulledContentType: ['ignored', 'checked'],
  publicPostIds: ['told', 'never'],
  postIdForm: ['list', 'scalar', 'text-list'],
  missingPostIds: ['absent', 'empty'],
  postWebhooks: ['sent', 'lost'],
  webhookPostId: ['text', 'number'],
  directPublishType: ['DIRECT_PUBLISH', 'DIRECT_POST'],
} as const;

type Choices = {
  -readonly [K in keyof typeof postingSwitchChoices]: (typeof postingSwitchChoices)[K][number];
};

/** Switches of the Content Posting and Display APIs; `posting-switch-meanings.ts` says what each one means. */
export interface PostingSwitches extends Choices {
  creatorInfoPerMinute: number;
  initsPerMinute: number;
  statusPerMinute: number;
  cancelPerMinute: number | null;
  videoCallsPerMinute: number;
  uploadUrlSeconds: number;
  pendingDraftCap: number;
  pullSeconds: number;
  processingSeconds: number;
  moderationSeconds: number;
  authRemovedSeconds: number;
  publishIdHours: number | null;
  postWebhookCopies: number;
  postWebhookDelaySeconds: number;
}

/** Every posting switch in the position it has when nobody has touched it. */
export function initialPostingSwitches(): PostingSwitches {
  return {
    creatorInfoPerMinute: 20,
    initsPerMinute: 6,
    statusPerMinute: 30,
    cancelPerMinute: null,
    videoCallsPerMinute: 600,
    postingCountedPer: 'user',
    initsCounted: 'together',
    invalidParamCode: 'invalid_param',
    errorData: 'empty',
    missingBrandToggles: 'accepted',
    captionCountedIn: 'utf16-units',
    brandedPrivacy: 'public-or-friends',
    unauditedLevelError: 'unaudited_client_can_only_post_to_private_accounts',
    sandboxPosting: 'as-unaudited',
    pullUrlError: 'url_ownership_unverified',
    photoAigc: 'top-level',
    megabyte: 'strictest',
    partialSingleChunk: 'refused',
    uploadUrlSeconds: 3_600,
    uploadedRange: 'count',
    uploadCors: 'absent',
    uploadAfterTokenEnds: 'goes-on',
    abandonedUpload: 'stays',
    uploadDigest: 'sha256',
    dailyCapCounts: 'inits',
    pendingDraftCap: 5,
    pendingDraftCounts: 'inits',
    pullSeconds: 1,
    pullRequest: 'get',
    pulledContentType: 'ignored',
    processingSeconds: 2,
    statusWhileProcessing: 'as-transfer',
    moderationSeconds: 5,
    publicPostIds: 'told',
    postIdForm: 'list',
    missingPostIds: 'absent',
    publishIdHours: null,
    authRemovedSeconds: 5,
    postWebhooks: 'sent',
    postWebhookCopies: 1,
    postWebhookDelaySeconds: 0,
    webhookPostId: 'text',
    directPublishType: 'DIRECT_PUBLISH',
  };
}

const longestSeconds = 366 * 86_400;

/** The reader of each posting switch. */
export const postingSwitchShape: Shape<PostingSwitches> = {
  creatorInfoPerMinute: whole(0),
  initsPerMinute: whole(0),
  statusPerMinute: whole(0),
  cancelPerMinute: orNull(whole(0)),
  videoCallsPerMinute: whole(0),
  postingCountedPer: oneOf(...postingSwitchChoices.postingCountedPer),
  initsCounted: oneOf(...postingSwitchChoices.initsCounted),
  invalidParamCode: oneOf(...postingSwitchChoices.invalidParamCode),
  errorData: oneOf(...postingSwitchChoices.errorData),
  missingBrandToggles: oneOf(...postingSwitchChoices.missingBrandToggles),
  captionCountedIn: oneOf(...postingSwitchChoices.captionCountedIn),
  brandedPrivacy: oneOf(...postingSwitchChoices.brandedPrivacy),
  unauditedLevelError: oneOf(...postingSwitchChoices.unauditedLevelError),
  sandboxPosting: oneOf(...postingSwitchChoices.sandboxPosting),
  pullUrlError: oneOf(...postingSwitchChoices.pullUrlError),
  photoAigc: oneOf(...postingSwitchChoices.photoAigc),
  megabyte: oneOf(...postingSwitchChoices.megabyte),
  partialSingleChunk: oneOf(...postingSwitchChoices.partialSingleChunk),
  uploadUrlSeconds: whole(1, longestSeconds),
  uploadedRange: oneOf(...postingSwitchChoices.uploadedRange),
  uploadCors: oneOf(...postingSwitchChoices.uploadCors),
  uploadAfterTokenEnds: oneOf(...postingSwitchChoices.uploadAfterTokenEnds),
  abandonedUpload: oneOf(...postingSwitchChoices.abandonedUpload),
  uploadDigest: oneOf(...postingSwitchChoices.uploadDigest),
  dailyCapCounts: oneOf(...postingSwitchChoices.dailyCapCounts),
  pendingDraftCap: whole(0),
  pendingDraftCounts: oneOf(...postingSwitchChoices.pendingDraftCounts),
  pullSeconds: whole(0, longestSeconds),
  pullRequest: oneOf(...postingSwitchChoices.pullRequest),
  pulledContentType: oneOf(...postingSwitchChoices.pulledContentType),
  processingSeconds: whole(0, longestSeconds),
  statusWhileProcessing: oneOf(...postingSwitchChoices.statusWhileProcessing),
  moderationSeconds: whole(0, longestSeconds),
  publicPostIds: oneOf(...postingSwitchChoices.publicPostIds),
  postIdForm: oneOf(...postingSwitchChoices.postIdForm),
  missingPostIds: oneOf(...postingSwitchChoices.missingPostIds),
  publishIdHours: orNull(whole(1)),
  authRemovedSeconds: whole(0, longestSeconds),
  postWebhooks: oneOf(...postingSwitchChoices.postWebhooks),
  postWebhookCopies: whole(1, 100),
  postWebhookDelaySeconds: whole(0, longestSeconds),
  webhookPostId: oneOf(...postingSwitchChoices.webhookPostId),
  directPublishType: oneOf(...postingSwitchChoices.directPublishType),
};
