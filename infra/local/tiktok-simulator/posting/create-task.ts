import type { Simulation } from '../simulation.ts';
import type { Admitted } from './admission.ts';
import type { ChunkPlan } from './chunk-plan.ts';
import { newPublishId, newUploadId, newUploadToken } from './ids.ts';
import type { PostInfo } from './post-info.ts';
import type { Source } from './source-info.ts';
import type { PublishTask, Pull, Upload } from './task.ts';

/** What an init asks for, with every check passed. */
export interface TaskWish {
  readonly mode: PublishTask['mode'];
  readonly media: PublishTask['media'];
  readonly info: PostInfo;
  readonly source: Source;
  readonly coverIndex: number | null;
}

/** The task of an init, with its upload address or with its pull still to begin. */
export function createTask(
  simulation: Simulation,
  { creator, accessToken }: Admitted,
  wish: TaskWish,
): PublishTask {
  const { store, clock } = simulation;
  const { mode, media, info, source, coverIndex } = wish;
  const isUpload = source.kind === 'FILE_UPLOAD';
  const task: Omit<PublishTask, 'pull'> = {
    publishId: newPublishId({ mode, media, source: source.kind }),
    clientKey: store.state.app.clientKey,
    openId: creator.openId,
    mode,
    media,
    source: source.kind,
    createdAt: clock.now(),
    postInfo: info.sent,
    title: info.title,
    privacyLevel: info.privacyLevel,
    isAigc: info.isAigc,
    coverIndex,
    upload: isUpload ? createUpload(simulation, source.plan, accessToken) : null,
    status: isUpload ? 'PROCESSING_UPLOAD' : 'PROCESSING_DOWNLOAD',
    phase: 'transfer',
    failReason: null,
    transitions: [],
    processingEndsAt: null,
    authRemovedAt: null,
  };
  return { ...task, pull: isUpload ? null : createPull(simulation, { ...task, pull: null }, source.urls) };
}

function createUpload({ store, clock, baseUrl }: Simulation, plan: ChunkPlan, accessToken: string): Upload {
  const [id, token] = [newUploadId(), newUploadToken()];
  return {
    id,
    token,
    url: `${baseUrl}/video/?upload_id=${id}&upload_token=${token}`,
    accessToken,
    expiresAt: clock.now() + store.state.switches.uploadUrlSeconds * 1_000,
    sizeBytes: plan.videoSizeBytes,
    chunkSizeBytes: plan.chunkSizeBytes,
    chunkCount: plan.chunkCount,
    receivedBytes: 0,
    contentType: null,
    isHashed: store.state.switches.uploadDigest === 'sha256',
    sha256: null,
    chunks: [],
    maxParallel: 0,
    isAbandoned: false,
  };
}

function createPull({ store, clock, posting }: Simulation, task: PublishTask, urls: readonly string[]): Pull {
  const pull = {
    urls,
    files: [],
    downloadedBytes: 0,
    requests: 0,
    failure: null,
    isWhole: false,
    endsAt: clock.now(),
  };
  const declared = posting.declarations.find({ ...task, pull }).pullSeconds;
  const seconds = declared ?? store.state.switches.pullSeconds;
  return { ...pull, endsAt: clock.now() + seconds * 1_000 };
}
