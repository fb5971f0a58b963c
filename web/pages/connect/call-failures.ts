import { ApiError } from '../../api/api-error.ts';

/** Whether a call failed because the session is over, which the frame of the page tells. */
export const hasEnded = (error: unknown): boolean =>
  error instanceof ApiError && error.failure.kind === 'ended';

/** The failure of what could not even be asked for. */
export const nobodyAnswers = (): ApiError => new ApiError({ kind: 'unreachable' });
