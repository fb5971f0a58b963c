import * as z from 'zod';
import type { HttpAnswer } from '../../core/http-client.ts';
import { Secret } from '../../core/secret.ts';
import { PlatformError } from '../platform.ts';
import type {
  AcceptedOrder,
  CreatorInfoAnswer,
  FileSource,
  PhotoSource,
  PostOrder,
  PostStatus,
  UrlSource,
} from '../posting.ts';
import { readEnvelope, readPayload } from './envelope.ts';
import { webLink } from './user-info.ts';

/** Where each kind of order goes (tiktok-api.md sections 5.2 to 5.4). */
const initPaths: Readonly<Record<PostOrder['kind'], string>> = {
  direct_video: '/v2/post/publish/video/init/',
  inbox_video: '/v2/post/publish/inbox/video/init/',
  direct_photos: '/v2/post/publish/content/init/',
  inbox_photos: '/v2/post/publish/content/init/',
};

const writeVideoSource = (source: FileSource | UrlSource) =>
  source.kind === 'url'
    ? { source: 'PULL_FROM_URL', video_url: source.url }
    : {
        source: 'FILE_UPLOAD',
        video_size: source.sizeBytes,
        chunk_size: source.chunkSizeBytes,
        total_chunk_count: source.chunkCount,
      };

const writePhotoSource = ({ urls, coverIndex }: PhotoSource) => ({
  source: 'PULL_FROM_URL',
  photo_images: urls,
  photo_cover_index: coverIndex,
});

const writeBody = (order: PostOrder): object => {
  switch (order.kind) {
    case 'inbox_video':
      return { source_info: writeVideoSource(order.source) };
    case 'direct_video': {
      const { post, source } = order;
      return {
        post_info: {
          title: post.title,
          privacy_level: post.privacyLevel,
          disable_duet: !post.allowDuet,
          disable_stitch: !post.allowStitch,
          disable_comment: !post.allowComment,
          ...(post.coverTimestampMs === undefined ? {} : { video_cover_timestamp_ms: post.coverTimestampMs }),
          brand_content_toggle: post.brandedContent,
          brand_organic_toggle: post.yourBrand,
          is_aigc: post.isAiGenerated,
        },
        source_info: writeVideoSource(source),
      };
    }
    case 'direct_photos': {
      const { post, source } = order;
      return {
        media_type: 'PHOTO',
        post_mode: 'DIRECT_POST',
        post_info: {
          title: post.title,
          description: post.description,
          privacy_level: post.privacyLevel,
          disable_comment: !post.allowComment,
          auto_add_music: post.autoAddMusic,
          brand_content_toggle: post.brandedContent,
          brand_organic_toggle: post.yourBrand,
        },
        source_info: writePhotoSource(source),
        is_aigc: post.isAiGenerated,
      };
    }
    case 'inbox_photos': {
      const { post, source } = order;
      return {
        media_type: 'PHOTO',
        post_mode: 'MEDIA_UPLOAD',
        post_info: { title: post.title, description: post.description },
        source_info: writePhotoSource(source),
        is_aigc: post.isAiGenerated,
      };
    }
  }
};

/** The init call of an order: its path, and its body for JSON. */
export const writeOrder = (order: PostOrder): { readonly path: string; readonly body: object } => ({
  path: initPaths[order.kind],
  body: writeBody(order),
});

const text = z.string().nullish();

const creatorInfo = z.object({
  creator_avatar_url: text,
  creator_username: text,
  creator_nickname: text,
  privacy_level_options: z.array(z.string()),
  comment_disabled: z.boolean().nullish(),
  duet_disabled: z.boolean().nullish(),
  stitch_disabled: z.boolean().nullish(),
  max_video_post_duration_sec: z.number().positive().nullish(),
});

const unreadable = (errorClass: 'retry' | 'outcome_unknown', of: string): PlatformError =>
  new PlatformError(errorClass, 'unreadable_answer', `TikTok answered ${of} in no known form.`);

/**
 * Reads creator info (section 5.1). That a creator cannot post now comes as an error inside HTTP 200. What TikTok leaves
 * out is taken as disabled: nothing may be offered that the creator has not opened.
 */
export const readCreatorInfo = (answer: HttpAnswer): CreatorInfoAnswer => {
  const { data, code, logId } = readEnvelope(answer, 'retry');
  if (code !== 'ok') return { canPost: false, code, logId };
  const info = creatorInfo.safeParse(data).data;
  if (info === undefined) throw unreadable('retry', 'creator info');
  return {
    canPost: true,
    info: {
      displayName: info.creator_nickname ?? null,
      username: info.creator_username ?? null,
      avatarUrl: webLink(info.creator_avatar_url),
      privacyOptions: info.privacy_level_options,
      isCommentDisabled: info.comment_disabled ?? true,
      isDuetDisabled: info.duet_disabled ?? true,
      isStitchDisabled: info.stitch_disabled ?? true,
      maxVideoSeconds: info.max_video_post_duration_sec ?? null,
    },
  };
};

const accepted = z.object({
  publish_id: z.string().min(1).max(200),
  upload_url: z.string().max(2_000).nullish(),
});

/** Reads the answer to an init. A file's must name where its bytes go. */
export const readAcceptedOrder = (answer: HttpAnswer, order: PostOrder): AcceptedOrder => {
  const { data, logId } = readPayload(answer, 'outcome_unknown');
  const taken = accepted.safeParse(data).data;
  const needsUrl = order.source.kind === 'file';
  if (taken === undefined || (needsUrl && !taken.upload_url)) throw unreadable('outcome_unknown', 'an init');
  return {
    publishId: taken.publish_id,
    uploadUrl: taken.upload_url ? new Secret(taken.upload_url) : undefined,
    logId,
  };
};

/** Post ids beyond 2^53 arrive as text already (exact-json.ts); smaller ones may come as either. */
const postId = z.union([z.string().regex(/^\d{1,30}$/), z.int().positive().transform(String)]);

/** A list, or one by itself (section 10.2). In no known form they are left out: the status is said all the same. */
const postIds = z
  .union([z.array(postId), postId.transform((id) => [id])])
  .nullish()
  .catch(undefined);

const postStatus = z.object({
  status: z.string().min(1).max(200),
  fail_reason: text,
  publicaly_available_post_id: postIds,
  uploaded_bytes: z.number().nonnegative().nullish(),
  downloaded_bytes: z.number().nonnegative().nullish(),
});

const words: Readonly<Record<string, PostStatus['word']>> = {
  PROCESSING_UPLOAD: 'processing',
  PROCESSING_DOWNLOAD: 'processing',
  SEND_TO_USER_INBOX: 'in_inbox',
  PUBLISH_COMPLETE: 'published',
  FAILED: 'failed',
};

/** Reads a status (section 5.8). A status that no page names is taken for processing: it is looked at again. */
export const readPostStatus = (answer: HttpAnswer): PostStatus => {
  const { data, logId } = readPayload(answer, 'retry');
  const read = postStatus.safeParse(data).data;
  if (read === undefined) throw unreadable('retry', 'a status');
  const failReason = read.fail_reason || undefined;
  const word = (Object.hasOwn(words, read.status) && words[read.status]) || 'processing';
  return {
    status: read.status,
    word: word === 'failed' && failReason === 'publish_cancelled' ? 'cancelled' : word,
    failReason,
    postIds: read.publicaly_available_post_id ?? [],
    bytes: read.uploaded_bytes ?? read.downloaded_bytes ?? undefined,
    logId,
  };
};

/** Reads the answer to a cancel: it has no data (section 5.9). */
export const readCancelled = (answer: HttpAnswer): void => {
  readPayload(answer, 'retry');
};
