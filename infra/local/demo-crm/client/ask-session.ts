/** Why there is no session; `message` is the key of a sentence in the catalogue. */
export class NoSession extends Error {
  readonly key: 'sessionRefused' | 'sessionUnreachable' | 'serverUnreachable' | 'sessionOtherwise';
  readonly values: Readonly<Record<string, string>>;

  constructor(key: NoSession['key'], values: Readonly<Record<string, string>> = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

const timeoutMs = 20_000;

/** A token for the widget. Throws NoSession. */
export const askToken = async (user: string): Promise<string> => textAt(await ask(user, 'widget'), 'token');

/** The address of a hosted page, with a session for this user in it. Throws NoSession. */
export const askAddress = async (user: string, page: 'connect' | 'upload'): Promise<string> =>
  textAt(await ask(user, page), 'url');

/** Asks the CRM's own server, which keeps the secret (handle-session.ts). */
const ask = async (user: string, purpose: 'widget' | 'connect' | 'upload'): Promise<unknown> => {
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, for: purpose }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  if (response === undefined) throw new NoSession('serverUnreachable');
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw explainRefusal(body);
  return body;
};

const explainRefusal = (body: unknown): NoSession => {
  const [code, detail, requestId] = ['code', 'detail', 'requestId'].map((key) => optionalTextAt(body, key));
  if (code === 'unreachable') return new NoSession('sessionUnreachable');
  if (code !== 'refused') return new NoSession('sessionOtherwise', { code: code ?? '?' });
  return new NoSession('sessionRefused', {
    detail: detail ?? code,
    ...(requestId === undefined ? {} : { id: requestId }),
  });
};

const optionalTextAt = (body: unknown, key: string): string | undefined => {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, key) : undefined;
  return typeof value === 'string' ? value : undefined;
};

const textAt = (body: unknown, key: string): string => {
  const text = optionalTextAt(body, key);
  if (text === undefined) throw new NoSession('sessionOtherwise', { code: key });
  return text;
};
