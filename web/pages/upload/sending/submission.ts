import { ApiError, isUnreachable, troubleOf } from '../../../api/api-error.ts';
import type { UploadBody } from '../../../api/operations.ts';
import type { DraftText } from '../drafts/draft-text.ts';

/** A press of the publish button whose answer is not known yet. It is stored before the API is asked. */
export interface PendingPost {
  /** The `Idempotency-Key`: however often it is sent with this body, one post comes of it. */
  readonly key: string;
  readonly body: UploadBody;
  readonly pressedAt: number;
  readonly fileName: string | null;
  /** What was typed, for the next try of a post that fails. */
  readonly text: DraftText;
}

/** Where the sending of a post stands. All times are milliseconds since 1970. */
export type Submission =
  /** `last`: what was refused; pressed again unchanged it keeps its key. */
  | {
      readonly kind: 'idle';
      readonly refusal?: ApiError;
      readonly refusedAt?: number;
      readonly last?: PendingPost;
    }
  | Attempt
  /** The answer was lost; it is asked for again at `retryAt`. */
  | (Omit<Attempt, 'kind'> & { readonly kind: 'waiting'; readonly retryAt: number })
  /** It is not asked for any more by itself. */
  | { readonly kind: 'unanswered'; readonly pending: PendingPost; readonly error: unknown }
  | { readonly kind: 'accepted'; readonly pending: PendingPost; readonly postId: string };

interface Attempt {
  readonly kind: 'asking';
  readonly pending: PendingPost;
  /** Since when it is asked for by itself. */
  readonly since: number;
  readonly attempts: number;
  /** Whether an answer to it was lost already: it may have been taken. */
  readonly wasLost: boolean;
}

export type SubmissionEvent =
  | { readonly kind: 'pressed'; readonly pending: PendingPost; readonly now: number }
  | { readonly kind: 'answered'; readonly postId: string }
  | { readonly kind: 'failed'; readonly error: unknown; readonly now: number }
  /** Its time has come, or the connection is back. */
  | { readonly kind: 'due' }
  /** A person wants to know, of this page or an earlier one. */
  | { readonly kind: 'asked-again'; readonly pending: PendingPost; readonly now: number }
  | { readonly kind: 'discarded' }
  | { readonly kind: 'left' };

export const idle: Submission = { kind: 'idle' };

/** How long a lost answer is asked for without a person's saying so. */
const askingMs = 120_000;
const longestDelayMs = 15_000;

/** The API keeps a key for at least 24 hours; well before that, it is not relied upon any more. */
const keyLifeMs = 20 * 3_600_000;

export const isKeyGood = ({ pressedAt }: PendingPost, now: number): boolean => now - pressedAt < keyLifeMs;

/** Refusals with a status that sounds like an accident; nothing is stored before any of them is said. */
const definiteCodes = ['platform_refused', 'platform_misconfigured', 'sealed_token_unreadable'];

/**
 * What a failed call says of the post. `refused`: there is none. `lost`: nobody knows, and asking again will tell. `unclear`: nobody
 * knows, and asking at once would not help. What is said before the API looks at the key (who may call it, how often) says
 * nothing of an earlier try.
 */
export const judgeFailure = (error: unknown, wasLost: boolean): 'refused' | 'lost' | 'unclear' => {
  const trouble = troubleOf(error);
  if (trouble === undefined) {
    if (isUnreachable(error)) return 'lost';
    // The session ended: the call was turned away at the door.
    return error instanceof ApiError && !wasLost ? 'refused' : 'unclear';
  }
  const { status, code = '' } = trouble;
  if (definiteCodes.includes(code)) return 'refused';
  if (status === 0 || status === 408 || status >= 500 || code === 'idempotency_in_progress') return 'lost';
  if (wasLost && status === 429 && code === '') return 'lost';
  return wasLost && (status === 401 || status === 403) ? 'unclear' : 'refused';
};

const delayMs = (attempts: number, error: unknown): number =>
  Math.max(
    Math.min(1_000 * 2 ** (attempts - 1), longestDelayMs),
    (troubleOf(error)?.retryAfterSeconds ?? 0) * 1_000,
  );

const begin = (pending: PendingPost, now: number, wasLost: boolean): Submission => ({
  kind: 'asking',
  pending,
  since: now,
  attempts: 1,
  wasLost,
});

const afterFailure = (attempt: Attempt, error: unknown, now: number): Submission => {
  const { pending, since, attempts } = attempt;
  const verdict = judgeFailure(error, attempt.wasLost);
  if (verdict === 'refused')
    return {
      kind: 'idle',
      ...(troubleOf(error) === undefined ? {} : { refusal: error as ApiError, refusedAt: now }),
      // Such a key is another request's.
      ...(troubleOf(error)?.code === 'idempotency_key_reused' ? {} : { last: pending }),
    };
  const retryAt = now + delayMs(attempts, error);
  if (verdict === 'unclear' || retryAt - since > askingMs) return { kind: 'unanswered', pending, error };
  return { kind: 'waiting', pending, since, attempts, wasLost: true, retryAt };
};

const isBusy = ({ kind }: Submission): boolean => kind === 'asking' || kind === 'waiting';

/** The state after an event; an event that does not fit the state changes nothing. */
export const step = (state: Submission, event: SubmissionEvent): Submission => {
  switch (event.kind) {
    case 'pressed':
      return isBusy(state) ? state : begin(event.pending, event.now, false);
    case 'asked-again':
      return isBusy(state) || !isKeyGood(event.pending, event.now)
        ? state
        : begin(event.pending, event.now, true);
    case 'answered':
      return state.kind === 'asking'
        ? { kind: 'accepted', pending: state.pending, postId: event.postId }
        : state;
    case 'failed':
      return state.kind === 'asking' ? afterFailure(state, event.error, event.now) : state;
    case 'due':
      return state.kind === 'waiting'
        ? {
            kind: 'asking',
            pending: state.pending,
            since: state.since,
            attempts: state.attempts + 1,
            wasLost: true,
          }
        : state;
    case 'discarded':
      return state.kind === 'unanswered' ? idle : state;
    case 'left':
      return isBusy(state) ? state : idle;
  }
};

/**
 * The pending post of a press. A body that waits for its answer already, in this tab or another, or that was just refused,
 * keeps its key: pressed twice, it is one post.
 */
export const pendingOf = (
  pressed: Omit<PendingPost, 'key' | 'pressedAt'>,
  known: readonly PendingPost[],
  { now, createKey }: { readonly now: number; readonly createKey: () => string },
): PendingPost => {
  const text = JSON.stringify(pressed.body);
  const same = known.find((one) => JSON.stringify(one.body) === text && isKeyGood(one, now));
  return same ?? { ...pressed, key: createKey(), pressedAt: now };
};
