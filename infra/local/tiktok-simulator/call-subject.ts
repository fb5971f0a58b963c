import { readBearerToken } from './bearer.ts';
import type { ApiRequest } from './http.ts';
import type { Ledger } from './ledger.ts';

/**
 * The open id that a call is about: of the creator behind the refresh token, code or access token that it carries,
 * whether that still works or not. Null when it carries none that is known.
 */
export function findSubject(
  ledger: Ledger,
  request: ApiRequest,
  form: URLSearchParams | null,
): string | null {
  switch (request.path) {
    case '/v2/oauth/token/':
      return (
        ledger.codes.get(form?.get('code') ?? '')?.openId ??
        openIdOf(ledger, ledger.refreshTokens.get(form?.get('refresh_token') ?? ''))
      );
    case '/v2/oauth/revoke/':
      return openIdOf(ledger, ledger.accessTokens.get(form?.get('token') ?? ''));
    default:
      return openIdOf(ledger, ledger.accessTokens.get(readBearerToken(request)));
  }
}

function openIdOf(ledger: Ledger, token: { grantId: string } | undefined): string | null {
  return ledger.grants.get(token?.grantId ?? '')?.openId ?? null;
}
