import type { PostRow } from '../database/posts.ts';
import type { PostReasonText, PostWords } from '../platforms/posting.ts';

/** Kept as the reason of a post in `processing`: its end was asked for, and the platform has not said what it does. */
export const cancelAsked = 'cancel_asked';

const inMegabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

const sayTransferring = ({ bytesConfirmed, sizeBytes }: PostRow): string =>
  sizeBytes === null
    ? 'The file is on its way to {platform}.'
    : `The file is on its way to {platform}: ${inMegabytes(bytesConfirmed)} of ${inMegabytes(sizeBytes)} MB are there.`;

const sayProcessing = ({ reason, source }: PostRow): string => {
  if (reason?.code === cancelAsked)
    return '{platform} was asked to stop. Whether it came in time shows here once {platform} says so.';
  return source === 'PULL_FROM_URL'
    ? '{platform} is fetching and processing the media. That usually takes a few minutes, and at most an hour to fetch.'
    : '{platform} has the file and is processing it. That usually takes a minute or two.';
};

const sayPublished = (post: PostRow, publicLevel: string): string => {
  const { intent, mode, postIds, publicNotices, reason } = post;
  const gone = publicNotices.filter((notice) => !notice.isPublic);
  if (postIds.length > 0 && gone.length === postIds.length)
    return 'It was published, and is not public any more: the creator deleted it or shows it to fewer people.';
  if (postIds.length > 0) return 'It is published, and everybody can see it.';
  if (reason?.code === 'resolved_by_person')
    return 'It is published, as a person found who looked at {platform}.';
  if (mode === 'inbox')
    return 'The creator posted it from the {platform} inbox. If it is public, its address follows when {platform} has looked at it.';
  return intent.options.privacyLevel === publicLevel
    ? 'It is published. {platform} looks at public posts before everybody can see them: mostly within a minute, at times in hours.'
    : 'It is published for the audience that was chosen.';
};

const sentence = (post: PostRow, failure: PostReasonText | undefined, publicLevel: string): string => {
  switch (post.state) {
    case 'scheduled':
      return 'It is scheduled. {platform} is asked for it at its time; until then it can be cancelled.';
    case 'queued':
      return post.willSubmitAt === null
        ? 'It waits to be submitted to {platform}, and can still be cancelled.'
        : 'It waits until {platform}’s limits leave room for it, and can still be cancelled.';
    case 'submitting':
      return '{platform} is being asked for it.';
    case 'outcome_unknown':
      return failure?.sentence ?? 'Nobody knows whether {platform} has it.';
    case 'transferring':
      return sayTransferring(post);
    case 'processing':
      return sayProcessing(post);
    case 'in_inbox':
      return "It is in the creator's {platform} inbox. The creator opens the notification in the {platform} app, completes the post and publishes it.";
    case 'cancelled':
      return failure?.sentence ?? 'It was cancelled.';
    case 'failed':
      return post.reason?.code === 'resolved_by_person'
        ? 'It was not posted, as a person found who looked at {platform}.'
        : (failure?.sentence ?? 'It was not posted.');
    case 'published':
      return sayPublished(post, publicLevel);
  }
};

/** Where a post stands and what comes next, for a person. `failure` is why it ended, or is in doubt. */
export const sayStatus = (
  post: PostRow,
  failure: PostReasonText | undefined,
  { name, publicLevel }: PostWords,
): string => sentence(post, failure, publicLevel).replaceAll('{platform}', name);
