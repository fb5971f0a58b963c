import { type FileHandle, open } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { completeMedia } from '../../../shared/contract/routes/complete-media.ts';
import { createMedia } from '../../../shared/contract/routes/create-media.ts';
import { getConnectionStatus } from '../../../shared/contract/routes/get-connection-status.ts';
import { getCreatorInfo } from '../../../shared/contract/routes/get-creator-info.ts';
import { getPostStatus } from '../../../shared/contract/routes/get-post-status.ts';
import { signMediaParts } from '../../../shared/contract/routes/sign-media-parts.ts';
import { upload } from '../../../shared/contract/routes/upload.ts';

export interface PublishOptions {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  readonly token: string;
  readonly path: string;
  readonly title: string;
  readonly mode: 'direct' | 'inbox';
  /** Of a direct post; the first that the creator offers, unless given. */
  readonly privacyLevel: string | undefined;
  /** The first account that is connected, unless given. */
  readonly accountId: string | undefined;
  /** Gets a line for each call, and for each state of the post. */
  readonly say: (line: string) => void;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.mov': 'video/quicktime',
  '.webm': 'video/webm',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
};

/**
 * Publishes a file as a CRM's server would, by the calls that README lists under "Publishing", and follows the post until
 * nothing more happens by itself. Throws a sentence for what is refused.
 */
export const publishFile = async (options: PublishOptions): Promise<z.infer<typeof postReply>> => {
  const contentType = contentTypes[extname(options.path).toLowerCase()];
  if (contentType === undefined)
    throw new Error(`${options.path} must be one of: ${Object.keys(contentTypes).join(' ')}.`);
  const accountId = options.accountId ?? (await findAccount(options));
  const mediaId = await stageFile(options, contentType);
  const isPhoto = contentType.startsWith('image/');
  const answer = await call(options, 'POST', '/api/tiktok/upload', upload.replies[202].body, {
    accountId,
    mode: options.mode,
    media: isPhoto
      ? { source: 'PULL_FROM_URL', photoMediaIds: [mediaId], coverIndex: 0 }
      : { source: 'FILE_UPLOAD', mediaId },
    ...(await describePost(options, accountId, isPhoto)),
  });
  return follow(options, answer.postId);
};

const postReply = getPostStatus.replies[200].body;

const findAccount = async (options: PublishOptions): Promise<string> => {
  const path = '/api/platforms/tiktok/status';
  const { accounts } = await call(options, 'GET', path, getConnectionStatus.replies[200].body);
  const [found] = accounts.filter(({ state }) => state === 'connected');
  if (found === undefined) throw new Error('No creator is connected. Open the connect page first.');
  return found.accountId;
};

/** A draft's caption and audience are the creator's to choose; a direct post names one that is offered. */
const describePost = async (options: PublishOptions, accountId: string, isPhoto: boolean) => {
  const { title, mode } = options;
  if (mode === 'inbox') return isPhoto ? { post: { title } } : {};
  const path = `/api/tiktok/creator-info?accountId=${accountId}`;
  const { creator, reason } = await call(options, 'GET', path, getCreatorInfo.replies[200].body);
  const privacyLevel = options.privacyLevel ?? creator?.privacyOptions[0];
  if (privacyLevel === undefined) throw new Error(reason ?? 'TikTok offers the creator no audience.');
  return { post: { title, privacyLevel }, consent: { musicUsage: true } };
};

const stageFile = async (options: PublishOptions, contentType: string): Promise<string> => {
  const file = await open(options.path).catch(() => {
    throw new Error(`There is no file ${options.path} that can be read.`);
  });
  try {
    const { size: sizeBytes } = await file.stat();
    const made = await call(options, 'POST', '/api/tiktok/media', createMedia.replies[201].body, {
      fileName: basename(options.path),
      contentType,
      sizeBytes,
    });
    const parts = [];
    for (let partNumber = 1; partNumber <= made.partCount; partNumber += 1)
      parts.push(await sendPart(options, made, file, partNumber));
    const path = `/api/tiktok/media/${made.mediaId}/complete`;
    const done = await call(options, 'POST', path, completeMedia.replies[200].body, { parts });
    if (!done.usable) throw new Error(done.problems.map(({ detail }) => detail).join(' '));
    return made.mediaId;
  } finally {
    await file.close();
  }
};

const sendPart = async (
  options: PublishOptions,
  { mediaId, partSizeBytes }: { readonly mediaId: string; readonly partSizeBytes: number },
  file: FileHandle,
  partNumber: number,
): Promise<{ partNumber: number; etag: string }> => {
  const path = `/api/tiktok/media/${mediaId}/parts`;
  const asked = { partNumbers: [partNumber] };
  const { parts } = await call(options, 'POST', path, signMediaParts.replies[200].body, asked);
  const [part] = parts;
  if (part === undefined) throw new Error(`There is no address for part ${partNumber}.`);
  const body = new Uint8Array(part.sizeBytes);
  await file.read(body, 0, part.sizeBytes, (partNumber - 1) * partSizeBytes);
  const response = await fetch(part.url, { method: 'PUT', body });
  options.say(`PUT  part ${partNumber} ${response.status}`);
  return { partNumber, etag: response.headers.get('etag') ?? '' };
};

const moving = ['scheduled', 'queued', 'submitting', 'transferring', 'processing'];

const follow = async (options: PublishOptions, postId: string): Promise<z.infer<typeof postReply>> => {
  const quiet = { ...options, say: () => {} };
  let told = '';
  for (;;) {
    const post = await call(quiet, 'GET', `/api/tiktok/status/${postId}`, postReply);
    if (post.status !== told) options.say(`${post.status}: ${post.statusSentence}`);
    told = post.status;
    if (!moving.includes(post.status)) return post;
    await pause(500);
  }
};

const problem = z.looseObject({ detail: z.string() });

const call = async <Reply extends z.ZodType>(
  { url, token, say }: PublishOptions,
  method: 'GET' | 'POST',
  path: string,
  reply: Reply,
  body?: unknown,
): Promise<z.infer<Reply>> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  say(`${method.padEnd(4)} ${path} ${response.status}`);
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(problem.safeParse(answer).data?.detail ?? JSON.stringify(answer));
  return reply.parse(answer);
};
