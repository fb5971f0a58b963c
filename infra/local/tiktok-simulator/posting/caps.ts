import type { Creator } from '../creators.ts';
import type { SimulatorState } from '../state.ts';
import type { PublishTask } from './task.ts';

const dayMs = 86_400_000;
/** Creators in 24 hours that an unaudited app may post for (section 8.2). */
const unauditedUserCap = 5;

/** Whether the app is held to the rules of section 8.2; a sandbox is as well (section 8.1). */
export function isUnaudited({ app }: Pick<SimulatorState, 'app'>): boolean {
  return !app.audited || app.sandbox;
}

/** Whether a creator has used up the daily posts (section 6). */
export function hasPostedTooMuch(state: SimulatorState, creator: Creator, now: number): boolean {
  const countsInits = state.switches.dailyCapCounts === 'inits';
  const counted = tasksOfDay(state, now).filter(
    (task) =>
      task.openId === creator.openId &&
      task.mode === 'direct' &&
      (countsInits || task.status === 'PUBLISH_COMPLETE'),
  );
  return counted.length >= creator.dailyPostCap;
}

/** Whether a creator who has not posted today would be one too many for the app (section 6). */
export function exceedsActiveUsers(state: SimulatorState, creator: Creator, now: number): boolean {
  const cap = state.app.activeUserCap ?? (isUnaudited(state) ? unauditedUserCap : null);
  if (cap === null) return false;
  const direct = tasksOfDay(state, now).filter(({ mode }) => mode === 'direct');
  const active = new Set(direct.map(({ openId }) => openId));
  return !active.has(creator.openId) && active.size >= cap;
}

/** Whether a creator has as many drafts of the last 24 hours unposted as there may be (section 6). */
export function hasTooManyDrafts(state: SimulatorState, creator: Creator, now: number): boolean {
  const { pendingDraftCap, pendingDraftCounts } = state.switches;
  const isPending = ({ status, phase }: PublishTask) =>
    status === 'SEND_TO_USER_INBOX' || (pendingDraftCounts === 'inits' && phase !== 'done');
  const pending = tasksOfDay(state, now).filter(
    (task) => task.openId === creator.openId && task.mode === 'draft' && isPending(task),
  );
  return pending.length >= pendingDraftCap;
}

function tasksOfDay({ tasks }: SimulatorState, now: number): PublishTask[] {
  return [...tasks.values()].filter(({ createdAt }) => createdAt > now - dayMs && createdAt <= now);
}
