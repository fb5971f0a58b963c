import type { Meaning } from '../switch-meanings.ts';
import type { PostingSwitches } from './posting-switches.ts';

const limits = (text: string): Meaning => ({ group: 'Posting: limits and caps', text });
const inits = (text: string): Meaning => ({ group: 'Posting: inits', text });
const uploads = (text: string): Meaning => ({ group: 'Posting: uploads', text });
const course = (text: string): Meaning => ({ group: 'Posting: course of a post', text });
const events = (text: string): Meaning => ({ group: 'Posting: webhooks', text });

/** What each posting switch decides, with the section of the protocol reference that leaves it open. */
export const postingSwitchMeanings: Record<keyof PostingSwitches, Meaning> = {
  creatorInfoPerMinute: limits('Creator info calls in a sliding minute (6).'),
  initsPerMinute: limits('Inits in a sliding minute (6).'),
  statusPerMinute: limits('Status calls in a sliding minute (6).'),
  cancelPerMinute: limits('Cancel calls in a sliding minute; not documented, so there is none (6).'),
  videoCallsPerMinute: limits('Calls of video list and of video query in a sliding minute, each (6).'),
  postingCountedPer: limits(
    'Whether the posting limits follow the creator or start anew with each access token (6, read strictly).',
  ),
  initsCounted: limits(
    'Whether video, inbox and photo inits share one limit or have one each (6, "as far as stated").',
  ),
  dailyCapCounts: limits(
    'What counts against the daily cap of a creator: every init, or only what was published; with the latter the cap shows as a fail reason as well (10.13, unconfirmed).',
  ),
  pendingDraftCap: limits('Drafts of a creator within 24 hours that are not posted yet (6).'),
  pendingDraftCounts: limits(
    'Whether a draft is pending from its init on, or once delivered (6, unconfirmed).',
  ),
  invalidParamCode: inits('How the error is spelt: as documented, or as seen live (5.2).'),
  errorData: inits('Whether an error carries an empty data object or none (0.4).'),
  missingBrandToggles: inits(
    'Brand toggles are marked as required, yet TikTok’s own examples omit them (5.2).',
  ),
  captionCountedIn: inits('The unit of caption lengths (10.20).'),
  brandedPrivacy: inits(
    'The visibility that branded content may have, otherwise invalid_param (9 F, 12 number 23, unconfirmed).',
  ),
  unauditedLevelError: inits(
    'The error when an unaudited app names another level than SELF_ONLY for a private account (12 number 18).',
  ),
  sandboxPosting: inits(
    'Direct posts of a sandbox follow the rules of an unaudited app, or none may be made (8.1, 12 number 19).',
  ),
  pullUrlError: inits('The error for a URL that is not https or names an IP address (5.6, unconfirmed).'),
  photoAigc: inits('Whether is_aigc of a photo post is read in post_info as well (12 number 16).'),
  megabyte: uploads(
    'What a megabyte of the chunk rules is: whichever is stricter, 10^6 or 2^20 bytes (12 number 9).',
  ),
  partialSingleChunk: uploads('One chunk whose chunk_size is not video_size (5.5, unconfirmed).'),
  uploadUrlSeconds: uploads('Lifetime of an upload_url (5.5).'),
  uploadedRange: uploads(
    'The number in the Content-Range of an answer: a count of bytes or a last index (12 number 11).',
  ),
  uploadCors: uploads('Whether browsers of other origins may upload (12 number 12).'),
  uploadAfterTokenEnds: uploads(
    'An upload whose access token has ended goes on, or meets 403 (5.5, unconfirmed).',
  ),
  abandonedUpload: uploads(
    'What becomes of an upload that was not finished in time: it stays as it is, or fails as internal (unconfirmed).',
  ),
  uploadDigest: uploads(
    'Whether SHA-256 is taken of new uploads, which about halves their speed; nothing of TikTok’s.',
  ),
  pullSeconds: course('How long a pull takes at least, in simulated time; over an hour fails (5.6).'),
  pullRequest: course('How TikTok asks for a file (5.6, unconfirmed).'),
  pulledContentType: course(
    'Whether a pulled file with the content type of something else fails the format check (5.6, unconfirmed).',
  ),
  processingSeconds: course('Time from the last byte to the result (5.8).'),
  statusWhileProcessing: course('Status once all bytes of an upload are there (12 number 22).'),
  moderationSeconds: course('Time until a public post is visible to everyone (5.8).'),
  publicPostIds: course(
    'Whether the id of a public post is ever told by status and webhook; video list has it (10.2).',
  ),
  postIdForm: course('Form of publicaly_available_post_id: numbers in a list, one number, or texts (10.2).'),
  missingPostIds: course('While there is no post id, its key is absent or an empty list (5.8).'),
  publishIdHours: course('How long a publish id is known; unlimited when empty (12 number 17).'),
  authRemovedSeconds: course('Time from the removal of the app until running posts fail (10.18).'),
  postWebhooks: events('Whether posting events are sent at all; those sent by hand always are.'),
  postWebhookCopies: events('How often each posting event is delivered (7.1: at least once).'),
  postWebhookDelaySeconds: events('Delay before the first attempt of a posting event.'),
  webhookPostId: events('post_id in a webhook is text, as captured, or a number (7.3, unconfirmed).'),
  directPublishType: events(
    'publish_type of a direct post: captured, or expected by some (7.3, 12 number 15).',
  ),
};
