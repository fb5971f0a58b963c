import { findCreatorByOpenId } from '../creators.ts';
import type { Simulation } from '../simulation.ts';
import { mediaPath } from './serve-media.ts';
import type { PublishTask, Pull, Upload } from './task.ts';
import { isPublic, type TikTokPost } from './tiktok-post.ts';

/** A post with whether everyone can see it. */
export interface PostView extends TikTokPost {
  isPublic: boolean;
}

/** An upload without what lets others in. */
export interface UploadView extends Omit<Upload, 'accessToken' | 'token' | 'id' | 'sha256'> {
  /** Of what has arrived so far; null without a digest, or if the simulator was started anew in between and keeps no bytes. */
  sha256: string | null;
}

/** Everything about a task: what was sent, what came of it and when. */
export interface TaskView
  extends Omit<PublishTask, 'upload' | 'pull' | 'clientKey' | 'processingEndsAt' | 'authRemovedAt'> {
  username: string | null;
  urls: readonly string[];
  upload: UploadView | null;
  pull: Omit<Pull, 'urls'> | null;
  posts: PostView[];
  /** Where its files can be watched on the simulator, while their bytes are kept. */
  watchUrls: string[];
}

/** The record of a task as tests and people read it: a copy, which later events leave alone. */
export function presentTask(simulation: Simulation, task: PublishTask): TaskView {
  const { creators, posts } = simulation.store.state;
  const { clientKey: _key, processingEndsAt: _ends, authRemovedAt: _removed, upload, pull, ...rest } = task;
  return structuredClone({
    ...rest,
    username: findCreatorByOpenId(creators, task.openId)?.username ?? null,
    urls: pull?.urls ?? [],
    upload: upload === null ? null : presentUpload(simulation, task, upload),
    pull: pull === null ? null : presentPull(pull),
    posts: [...posts.values()].filter(({ publishId }) => publishId === task.publishId).map(presentPost),
    watchUrls: listWatchUrls(simulation, task),
  });
}

function listWatchUrls({ posting }: Simulation, { publishId, upload, pull }: PublishTask): string[] {
  const isWhole = upload === null ? pull?.isWhole === true : upload.receivedBytes === upload.sizeBytes;
  if (!posting.media.keepsBytes || !isWhole) return [];
  const files = upload === null ? (pull?.files.length ?? 0) : 1;
  return Array.from({ length: files }, (_, index) => index)
    .filter((index) => posting.media.list({ publishId, index }).length > 0)
    .map((index) => mediaPath(publishId, index));
}

export function presentPost(post: TikTokPost): PostView {
  return { ...post, isPublic: isPublic(post) };
}

function presentUpload({ posting }: Simulation, task: PublishTask, upload: Upload): UploadView {
  const { accessToken: _access, token: _token, id: _id, ...rest } = upload;
  return { ...rest, sha256: posting.arrivals.digest(task, upload) };
}

function presentPull({ urls: _, ...rest }: Pull): Omit<Pull, 'urls'> {
  return rest;
}
