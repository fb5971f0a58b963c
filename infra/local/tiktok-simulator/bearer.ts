import { answerKnownError } from './answers.ts';
import { findGrant } from './grants.ts';
import type { Answer, ApiRequest } from './http.ts';
import type { Simulation } from './simulation.ts';
import type { Grant } from './state.ts';

/** The grant behind the bearer token of a call, or the 401 for a token that is missing, wrong or expired. */
export function readBearer({ store, clock }: Simulation, request: ApiRequest): Grant | Answer {
  const grant = findGrant(store.state, readBearerToken(request), clock.now());
  return (
    grant ??
    answerKnownError(
      clock.now(),
      'access_token_invalid',
      'The access token is invalid or not found in the request.',
    )
  );
}

/** The bearer token of a call, empty if it has none. */
export function readBearerToken(request: ApiRequest): string {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

export function isAnswer(value: Grant | Answer): value is Answer {
  return 'status' in value;
}
