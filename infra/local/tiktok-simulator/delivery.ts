/** How a delivery is signed. */
export interface Signing {
  readonly mode: 'valid' | 'corrupt' | 'absent';
  readonly secret: 'current' | 'previous';
  /** Added to the time of sending for `t`: negative makes it stale, positive puts it in the future. */
  readonly timestampOffsetSeconds: number;
  /** Whether a retry is signed anew, or null to follow the switch `webhookRetrySignature`. */
  readonly retry: 'fresh' | 'repeated' | null;
}

/** One attempt and its outcome: a status, or the reason why there is none. */
export interface Attempt {
  readonly at: number;
  readonly status: number | null;
  readonly failure: string | null;
  /** The signature header that was sent. */
  readonly signature: string | null;
}

/** One webhook on its way. Duplicates of an event are deliveries of their own. */
export interface Delivery {
  readonly id: string;
  /** The event name, or null for raw bytes. */
  readonly event: string | null;
  readonly bodyBase64: string;
  readonly url: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly signing: Signing;
  readonly retried: boolean;
  readonly createdAt: number;
  /** The delivery whose first attempt must have ended before this one starts, or null. */
  readonly after: string | null;
  state: 'pending' | 'delivered' | 'dropped';
  attempts: Attempt[];
  /** When the next attempt is due; null once settled. */
  nextAttemptAt: number | null;
}

/** What a sender states; everything else has the ordinary value. */
export interface NewDelivery {
  readonly event: string | null;
  readonly body: Uint8Array;
  /** In place of the app's webhook URL. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signing?: Partial<Signing>;
  readonly retried?: boolean;
  readonly delayMs?: number;
}

export const ordinarySigning: Signing = {
  mode: 'valid',
  secret: 'current',
  timestampOffsetSeconds: 0,
  retry: null,
};

/** TikTok gives up after 72 hours (section 7.1). */
export const retryWindowMs = 72 * 3_600_000;

/**
 * What becomes of a delivery after an attempt: delivered by exactly 200, otherwise due again after a delay that
 * doubles with each attempt, until the next one would fall outside 72 hours from the first.
 */
export function settleAttempt(
  delivery: Pick<Delivery, 'attempts' | 'retried'>,
  attempt: Attempt,
  firstRetryMs: number,
): Pick<Delivery, 'state' | 'attempts' | 'nextAttemptAt'> {
  const attempts = [...delivery.attempts, attempt];
  if (attempt.status === 200) return { state: 'delivered', attempts, nextAttemptAt: null };
  const firstAt = attempts[0]?.at ?? attempt.at;
  const nextAttemptAt = attempt.at + firstRetryMs * 2 ** (attempts.length - 1);
  const dropped = !delivery.retried || nextAttemptAt > firstAt + retryWindowMs;
  return dropped
    ? { state: 'dropped', attempts, nextAttemptAt: null }
    : { state: 'pending', attempts, nextAttemptAt };
}
