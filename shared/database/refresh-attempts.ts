import type { Sql } from './client.ts';

/** What became of an attempt, as the journal says it. */
export type AttemptOutcome =
  | 'refreshed'
  | 'refused'
  | 'throttled'
  | 'unavailable'
  | 'unanswered'
  | 'not_sent'
  | 'misconfigured'
  | 'failed'
  | 'lifeboat'
  | 'rescued'
  | 'superseded';

export interface AttemptEnd {
  readonly attemptId: string;
  readonly outcome: AttemptOutcome;
  readonly code?: string | undefined;
  readonly logId?: string | undefined;
}

/** The journal's last word on an attempt. */
export const endOf = (sql: Sql, { attemptId, outcome, code, logId }: AttemptEnd) => sql`
  update refresh_attempts
  set outcome = ${outcome}, code = ${code ?? null}, log_id = ${logId ?? null}, finished_at = clock_timestamp()
  where id = ${attemptId}`;
