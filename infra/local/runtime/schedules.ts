import { randomUUID } from 'node:crypto';
import type { ScheduleModel } from './read-sources.ts';

export interface SchedulesOptions {
  readonly schedules: readonly ScheduleModel[];
  readonly accountId: string;
  readonly region: string;
  readonly invoke: (functionArn: string, event: unknown) => Promise<unknown>;
  /** When each runs for the first time after the start. */
  readonly firstAfterMs: number;
}

/**
 * Runs each schedule at its rate, the first time soon after the start, so that a developer sees it run at all. A run
 * that takes longer than its interval delays the next one rather than running beside it.
 */
export const startSchedules = (options: SchedulesOptions): { readonly close: () => void } => {
  const timers = new Map<ScheduleModel, NodeJS.Timeout>();
  let isClosed = false;
  const plan = (schedule: ScheduleModel, delayMs: number): void => {
    const timer = setTimeout(async () => {
      const startedAt = Date.now();
      await options.invoke(schedule.functionArn, scheduledEvent(schedule, options, new Date()));
      if (!isClosed) plan(schedule, Math.max(0, startedAt + schedule.everyMs - Date.now()));
    }, delayMs);
    timer.unref();
    timers.set(schedule, timer);
  };
  for (const schedule of options.schedules) plan(schedule, options.firstAfterMs);
  return {
    close: () => {
      isClosed = true;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
};

/** The event that EventBridge sends when the schedule itself names none. */
export const scheduledEvent = (
  schedule: Pick<ScheduleModel, 'input' | 'kind' | 'arn'>,
  where: { readonly accountId: string; readonly region: string },
  now: Date,
): unknown =>
  schedule.input ?? {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: schedule.kind === 'rule' ? 'aws.events' : 'aws.scheduler',
    account: where.accountId,
    time: `${now.toISOString().slice(0, 19)}Z`,
    region: where.region,
    resources: [schedule.arn],
    detail: schedule.kind === 'rule' ? {} : '{}',
  };
