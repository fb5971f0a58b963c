import type { TransferMessage } from '../messages.ts';
import type { SliceEnd, Unfinished } from './slice.ts';
import { type TransferFailure, transferFailure } from './transfer-failure.ts';

/** What follows a slice. */
export type HandOver =
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly failure: TransferFailure }
  | {
      readonly kind: 'successor';
      readonly message: TransferMessage;
      readonly delaySeconds: number;
      /** How many slices in a row have confirmed nothing, this one counted. */
      readonly fruitless: number;
    };

/** A slice that had its whole time for one chunk in vain is given a second one: the first may have met a bad minute. */
const tooSlowMax = 1;

const firstWaitSeconds = 15;
const longestWaitSeconds = 300;

/** Longer than a slice of the other worker, so that it has most likely handed over by then, or has ended. */
const asideSeconds = 120;

const waitSeconds = (why: Unfinished, fruitless: number): number => {
  if (why === 'other_worker') return asideSeconds;
  if (why !== 'busy') return 0;
  return Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** Math.min(Math.max(fruitless - 1, 0), 10));
};

/**
 * What follows a slice of `message`, before which so many slices in a row were fruitless: the end, or a successor, now or
 * after a while, unless the upload address does not live as long.
 */
export const decideHandOver = (
  message: TransferMessage,
  end: SliceEnd,
  fruitlessBefore: number,
  now: Date,
): HandOver => {
  if (end.kind !== 'unfinished') return end;
  const { why, confirmedBytes } = end;
  const fruitless = confirmedBytes > message.confirmedBytes ? 0 : fruitlessBefore + 1;
  if (why === 'too_slow' && fruitless > tooSlowMax)
    return { kind: 'failed', failure: transferFailure('transfer_timeout') };
  const delaySeconds = waitSeconds(why, fruitless);
  if (now.getTime() + delaySeconds * 1_000 >= Date.parse(message.uploadExpiresAt)) {
    const far = `${confirmedBytes} of ${message.sizeBytes} bytes had arrived.`;
    return { kind: 'failed', failure: transferFailure('upload_expired', far) };
  }
  return { kind: 'successor', message: { ...message, confirmedBytes }, delaySeconds, fruitless };
};
