import { type ApiCall, type ApiReply, notUnderstood, type Trouble } from '../../api/call-api.ts';
import { isJsonObject, textOf } from '../../api/read-json.ts';
import { type Account, readAccounts } from './read-accounts.ts';
import type { SessionKeeper } from './session-keeper.ts';

export interface ConnectFlowDependencies {
  readonly session: Pick<SessionKeeper, 'current' | 'end'>;
  readonly call: (call: ApiCall) => Promise<ApiReply>;
}

/** How an action ended. `ended`: the session is over, and the page has been told. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'refused'; readonly trouble: Trouble }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'ended' };

export interface ConnectFlow {
  listAccounts(): Promise<Outcome<readonly Account[]>>;
  /** Answers where to send the browser. */
  beginConnecting(): Promise<Outcome<string>>;
  disconnect(accountId: string): Promise<Outcome<{ readonly revokedAtPlatform: boolean }>>;
}

/** This page's own address, to which an authorization leads back unless the CRM named another. */
const connectPagePath = '/platforms/connect/tiktok';

const readAuthorizationUrl = (body: unknown): string | undefined =>
  isJsonObject(body) ? textOf(body, 'authorizationUrl') : undefined;

const readDisconnection = (body: unknown): { revokedAtPlatform: boolean } | undefined =>
  isJsonObject(body) && typeof body['revokedAtPlatform'] === 'boolean'
    ? { revokedAtPlatform: body['revokedAtPlatform'] }
    : undefined;

/** The calls of this page, as its session. A 401 ends the session; nothing is thrown. */
export const createConnectFlow = ({ session, call }: ConnectFlowDependencies): ConnectFlow => {
  const ask = async <T>(request: ApiCall, read: (body: unknown) => T | undefined): Promise<Outcome<T>> => {
    const token = session.current()?.token;
    if (token === undefined) return { kind: 'ended' };
    const reply = await call({ ...request, token });
    if (reply.kind === 'unreachable') return reply;
    if (reply.kind === 'refused') {
      if (reply.trouble.status !== 401) return reply;
      // The token was renewed while this call was on its way: the call is stale, the session is not.
      if (session.current()?.token !== token) return ask(request, read);
      session.end(reply.trouble);
      return { kind: 'ended' };
    }
    const value = read(reply.body);
    return value === undefined ? notUnderstood : { kind: 'done', value };
  };

  return {
    listAccounts: () => ask({ method: 'GET', path: '/api/platforms/tiktok/status' }, readAccounts),
    beginConnecting: () => {
      const query = new URLSearchParams({ returnTo: session.current()?.returnTo ?? connectPagePath });
      return ask({ method: 'GET', path: `/api/auth/tiktok?${query}` }, readAuthorizationUrl);
    },
    disconnect: (accountId) =>
      ask(
        { method: 'POST', path: '/api/platforms/tiktok/disconnect', body: { accountId } },
        readDisconnection,
      ),
  };
};
