import type { AuthorizeFault } from './authorize-checks.ts';
import { type Answer, answerRedirect } from './http.ts';

/** Sends the browser back with a code and the scopes that the creator granted (section 1.3). */
export function redirectWithCode(
  to: { redirectUri: string; state: string | null },
  granted: { code: string; scopes: readonly string[] },
  headers: Record<string, string>,
): Answer {
  return redirect(to, { code: granted.code, scopes: granted.scopes.join(',') }, headers);
}

/** Sends the browser back with an OAuth error; `error_type` is the undocumented further hint seen in the field. */
export function redirectWithError(
  to: { redirectUri: string; state: string | null },
  fault: Pick<AuthorizeFault, 'error' | 'description' | 'item'>,
): Answer {
  return redirect(
    to,
    {
      error: fault.error,
      error_description: fault.description,
      error_type: fault.item,
    },
    {},
  );
}

function redirect(
  to: { redirectUri: string; state: string | null },
  values: Record<string, string>,
  headers: Record<string, string>,
): Answer {
  const all = to.state === null ? values : { ...values, state: to.state };
  const query = Object.entries(all).map(([name, value]) => `${name}=${encodeFormValue(value)}`);
  return answerRedirect(`${to.redirectUri}?${query.join('&')}`, headers);
}

/** Form encoding that also escapes `*` and `!`, which a code contains and TikTok sends as %2A and %21. */
export function encodeFormValue(value: string): string {
  const escaped = encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escaped.replaceAll('%20', '+');
}
