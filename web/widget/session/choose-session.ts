import { callApi } from '../../api/call-api.ts';
import { createAbsentSession } from './absent-session.ts';
import { createAskedSession } from './asked-session.ts';
import { createGivenSession } from './given-session.ts';
import type { WidgetSession } from './widget-session.ts';

/** Where the CRM has tokens for us; its function comes before a token that stands in the page. */
export interface TokenSource {
  readonly getToken: (() => Promise<string>) | undefined;
  readonly token: string | undefined;
}

const setTimer = (callBack: () => void, delayMs: number) => {
  const timer = setTimeout(callBack, delayMs);
  return () => clearTimeout(timer);
};

/**
 * Nothing that the API answers is ever stored, as its own header says. A call that says so itself makes the browser forget
 * that it may ask across origins, and doubles every look-up by a preflight.
 */
const fetchAcross: typeof fetch = (input, init) => fetch(input, { ...init, cache: 'default' });

/** The session for a source of tokens, at the site at `api`. */
export const chooseSession = ({ getToken, token }: TokenSource, api: string): WidgetSession => {
  const dependencies = {
    call: (call: Parameters<typeof callApi>[0]) => callApi(call, { origin: api, fetch: fetchAcross }),
    clock: () => new Date(),
    setTimer,
  };
  if (getToken !== undefined) return createAskedSession({ ...dependencies, getToken });
  if (token !== undefined) return createGivenSession(token, dependencies);
  return createAbsentSession(setTimer);
};
