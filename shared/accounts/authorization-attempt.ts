import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Long enough to log in at the platform, short enough that a forgotten tab ends. */
export const attemptLifetimeMs = 10 * 60_000;

/** `__Host-`: only this host can set it, only over TLS, for the whole site. */
export const bindingCookieName = '__Host-creator_connect_authorization';

const sha256 = (...parts: string[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest();
};

const ownerMark = (random: string, tenant: string, userId: string): string =>
  sha256('owner', random, tenant, userId).toString('base64url');

/** A new 256-bit `state`. */
export const createState = (): string => randomBytes(32).toString('base64url');

export const hashState = (state: string): Uint8Array => sha256('state', state);
export const hashBinding = (cookie: string): Uint8Array => sha256('binding', cookie);

/**
 * The browser's binding: a random value marked with its owner. A browser that has one of the same owner keeps it, so
 * that two tabs can connect side by side; another user or tenant in that browser gets a new one, which ends the
 * attempts of the first.
 */
export const bindBrowser = (cookie: string | undefined, tenant: string, userId: string): string => {
  const [random, mark] = cookie?.split('.') ?? [];
  if (random && mark && /^[\w-]{43}$/.test(random) && mark === ownerMark(random, tenant, userId)) {
    return `${random}.${mark}`;
  }
  const fresh = randomBytes(32).toString('base64url');
  return `${fresh}.${ownerMark(fresh, tenant, userId)}`;
};

/** Whether the browser that came back is the one that began. */
export const isBoundTo = (cookie: string | undefined, bindingHash: Uint8Array): boolean =>
  cookie !== undefined && timingSafeEqual(hashBinding(cookie), bindingHash);

/** The proof key's verifier: made of the cookie, which never stands in an address, so nothing of it need be stored. */
export const verifierOf = (cookie: string, state: string): string =>
  sha256('verifier', cookie, state).toString('base64url');

/** The binding cookie as `Set-Cookie` writes it. Lax: the platform's redirect is a top-level navigation. */
export const renderBindingCookie = (cookie: string): string =>
  `${bindingCookieName}=${cookie}; Path=/; Max-Age=${attemptLifetimeMs / 1000}; Secure; HttpOnly; SameSite=Lax`;

/** The binding among a request's cookies. */
export const readBindingCookie = (cookies: readonly string[]): string | undefined => {
  const prefix = `${bindingCookieName}=`;
  return cookies
    .flatMap((line) => line.split(';'))
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(prefix))
    ?.slice(prefix.length);
};
