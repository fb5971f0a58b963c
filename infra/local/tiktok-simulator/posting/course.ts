import { findCreatorByOpenId } from '../creators.ts';
import type { Simulation } from '../simulation.ts';
import { hasPostedTooMuch } from './caps.ts';
import {
  checkMedia,
  formatOfType,
  largestPhotoBytes,
  largestVideoBytes,
  longestVideoSeconds,
} from './media-check.ts';
import { announceArrival, announceFailure } from './post-events.ts';
import { publishPost } from './post-visibility.ts';
import { startPull } from './pull.ts';
import { type FailReason, type Happening, nextHappening, type PublishTask, type TaskStatus } from './task.ts';

/** Takes a new task on: its pull starts at once. */
export function beginTask(simulation: Simulation, task: PublishTask): void {
  simulation.store.state.tasks.set(task.publishId, task);
  noteTransition(simulation, task);
  resumeTask(simulation, task);
}

/** Lets a task go on, new or from before a restart. */
export function resumeTask(simulation: Simulation, task: PublishTask): void {
  schedule(simulation, task);
  const { pull, phase } = task;
  if (pull === null || pull.isWhole || phase !== 'transfer') return;
  pull.failure = null;
  pull.downloadedBytes = pull.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  void startPull(simulation, task, pull).then((failure) => {
    if (task.phase !== 'transfer' || isForgotten(simulation, task)) return;
    if (failure === null) schedule(simulation, task);
    else failTask(simulation, task, task.media === 'photo' ? 'photo_pull_failed' : 'video_pull_failed');
  });
}

/** Whether the pull was cut off because the simulator closes, to go on later, or was reset. */
function isForgotten({ closing, store }: Simulation, task: PublishTask): boolean {
  return closing.signal.aborted || store.state.tasks.get(task.publishId) !== task;
}

/** All bytes are there: TikTok looks at them now. */
export function endTransfer(simulation: Simulation, task: PublishTask): void {
  const { posting, clock, store } = simulation;
  const { switches } = store.state;
  const seconds = posting.declarations.find(task).processingSeconds ?? switches.processingSeconds;
  task.processingEndsAt = clock.now() + seconds * 1_000;
  const isOther = switches.statusWhileProcessing === 'PROCESSING_DOWNLOAD';
  move(simulation, task, 'processing', isOther ? 'PROCESSING_DOWNLOAD' : task.status);
}

/** Ends a task that is still on its way; does nothing to one that is done. */
export function failTask(simulation: Simulation, task: PublishTask, reason: FailReason): void {
  if (task.phase === 'done') return;
  task.failReason = reason;
  simulation.posting.pulls.stop(task.publishId);
  simulation.posting.arrivals.forget(task);
  simulation.posting.media.remove(task.publishId);
  move(simulation, task, 'done', 'FAILED');
  announceFailure(simulation, task);
}

/** The creator has removed the app: what is on its way fails a little later. */
export function removeAuthorization(simulation: Simulation, openId: string): void {
  const { store, clock } = simulation;
  const at = clock.now() + store.state.switches.authRemovedSeconds * 1_000;
  for (const task of store.state.tasks.values()) {
    if (task.openId !== openId || task.phase === 'done') continue;
    task.authRemovedAt ??= at;
    schedule(simulation, task);
  }
}

const effects: Readonly<Record<Happening, (simulation: Simulation, task: PublishTask) => void>> = {
  'auth-removed': (simulation, task) => failTask(simulation, task, 'auth_removed'),
  'pull-timeout': (simulation, task) => {
    if (task.pull !== null) task.pull.failure ??= 'It had not ended after one hour.';
    failTask(simulation, task, task.media === 'photo' ? 'photo_pull_failed' : 'video_pull_failed');
  },
  'pull-ended': endTransfer,
  'upload-abandoned': abandonUpload,
  processed: endProcessing,
};

function schedule(simulation: Simulation, task: PublishTask): void {
  const next = nextHappening(task);
  simulation.posting.agenda.put(task.publishId, next?.at ?? null, () => {
    if (next === null) return;
    effects[next.happening](simulation, task);
    schedule(simulation, task);
    simulation.store.touch();
  });
}

function abandonUpload(simulation: Simulation, task: PublishTask): void {
  if (task.upload !== null) task.upload.isAbandoned = true;
  if (simulation.store.state.switches.abandonedUpload === 'fails') failTask(simulation, task, 'internal');
}

function endProcessing(simulation: Simulation, task: PublishTask): void {
  const reason = findFailReason(simulation, task);
  if (reason !== null) failTask(simulation, task, reason);
  else if (task.mode === 'draft') deliverDraft(simulation, task);
  else publishDirectly(simulation, task);
}

function deliverDraft(simulation: Simulation, task: PublishTask): void {
  move(simulation, task, 'done', 'SEND_TO_USER_INBOX');
  announceArrival(simulation, task, 'post.publish.inbox_delivered');
}

function publishDirectly(simulation: Simulation, task: PublishTask): void {
  move(simulation, task, 'done', 'PUBLISH_COMPLETE');
  announceArrival(simulation, task, 'post.publish.complete');
  publishPost(simulation, task, { title: task.title, privacyLevel: task.privacyLevel ?? 'SELF_ONLY' });
}

/** Why TikTok turns a post down once it has all bytes, or null. */
function findFailReason({ store, clock, posting }: Simulation, task: PublishTask): FailReason | null {
  const { state } = store;
  const { failReason, facts = {} } = posting.declarations.find(task);
  if (failReason !== undefined) return failReason;
  const creator = findCreatorByOpenId(state.creators, task.openId);
  if (creator?.banned === true) return 'spam_risk_user_banned_from_posting';
  const isCounted = task.mode === 'direct' && state.switches.dailyCapCounts === 'published';
  if (creator !== undefined && isCounted && hasPostedTooMuch(state, creator, clock.now()))
    return 'spam_risk_too_many_posts';
  if (isTooLarge(task)) return 'file_format_check_failed';
  const maxSeconds = task.mode === 'direct' ? creator?.maxVideoPostDurationSec : undefined;
  const known = { ...factsOfTypes(task, state.switches.pulledContentType === 'checked'), ...facts };
  return checkMedia(task.media, known, maxSeconds ?? longestVideoSeconds);
}

/** Which fail reason a file over the limit gets is not documented. */
function isTooLarge({ media, pull }: PublishTask): boolean {
  const limitBytes = media === 'photo' ? largestPhotoBytes : largestVideoBytes;
  return pull?.files.some(({ sizeBytes }) => sizeBytes > limitBytes) === true;
}

function factsOfTypes({ pull, media }: PublishTask, areChecked: boolean): { format?: string } {
  if (!areChecked) return {};
  const formats = (pull?.files ?? []).flatMap(({ contentType }) => formatOfType(contentType) ?? []);
  const odd = formats.find((format) => checkMedia(media, { format }, longestVideoSeconds) !== null);
  return odd === undefined ? {} : { format: odd };
}

function move(
  simulation: Simulation,
  task: PublishTask,
  phase: PublishTask['phase'],
  status: TaskStatus,
): void {
  Object.assign(task, { phase, status });
  noteTransition(simulation, task);
  schedule(simulation, task);
}

/** Notes the state that a task has come to; of a draft that is posted again as well. */
export function noteTransition({ clock, store }: Simulation, task: PublishTask): void {
  const { status, phase, failReason } = task;
  task.transitions.push({ at: clock.now(), status, phase, failReason });
  store.touch();
}
