import { Failure } from '../core/failure.ts';
import { isTokenRefused, PlatformError } from '../platforms/platform.ts';
import type { PostingPlatform } from '../platforms/posting.ts';
import { rateLimited } from './take-call.ts';

/** After the platform's own 429 at least its whole sliding minute passes (tiktok-api.md section 6). */
const throttledMs = 60_000;

/** How long calls are kept back after a 429, up to ten seconds longer by `chance`, from 0 to 1. */
export const throttledForMs = (chance: number): number => throttledMs * (1 + chance / 6);

const notAccepted = () =>
  new Failure('account_not_connected', {
    detail: 'The platform does not accept the access any more. Connect the account again.',
  });

const unavailable = (cause: unknown) =>
  new Failure('platform_unavailable', {
    detail: 'The platform does not answer at the moment. Try again shortly.',
    retryAfterSeconds: 10,
    cause,
  });

/** What the platform's error to a question of ours means to a caller; whatever is no such error stays what it is. */
export const failureOf = (
  thrown: unknown,
  { explainPostReason }: Pick<PostingPlatform, 'explainPostReason'>,
): unknown => {
  if (!(thrown instanceof PlatformError)) return thrown;
  const { sentence: detail } = explainPostReason(thrown.code);
  switch (thrown.errorClass) {
    case 'throttled':
      return rateLimited(throttledMs);
    case 'needs_reauthorization':
      return isTokenRefused(thrown)
        ? notAccepted()
        : new Failure('account_scope_missing', { detail, cause: thrown });
    case 'misconfigured':
      return new Failure('platform_misconfigured', {
        detail: "The platform does not accept this deployment's app. Its operator has to look at it.",
        cause: thrown,
      });
    case 'retry':
    case 'outcome_unknown':
      return unavailable(thrown);
    case 'permanent':
      return new Failure('platform_refused', { detail, cause: thrown });
  }
};
