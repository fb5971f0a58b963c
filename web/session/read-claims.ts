import { isJsonObject, textOf } from '../api/read-json.ts';

/** What the page needs to know of its own token. Only the server checks it; here it is merely read. */
export interface Claims {
  readonly userId: string;
  /** Names the user among those of all tenants, for what this browser keeps of them. */
  readonly person: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
  /** How long the token was made for. */
  readonly lifetimeMs: number;
}

/** A token that does not say when it was issued is taken to live this long. */
const assumedLifetimeMs = 900_000;

const decodePart = (part: string): unknown => {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

/** Reads the claims of a JWT. Undefined when it is none, or does not say whose it is and until when. */
export const readClaims = (token: string): Claims | undefined => {
  const payload = decodePart(token.split('.')[1] ?? '');
  if (!isJsonObject(payload)) return undefined;
  const userId = textOf(payload, 'sub');
  const { exp, iat } = payload;
  if (userId === undefined || typeof exp !== 'number' || !Number.isFinite(exp)) return undefined;
  return {
    userId,
    person: JSON.stringify([textOf(payload, 'tenant') ?? 'default', userId]),
    scopes: (textOf(payload, 'scope') ?? '').split(' ').filter((scope) => scope !== ''),
    expiresAt: new Date(exp * 1000),
    lifetimeMs: typeof iat === 'number' && iat < exp ? (exp - iat) * 1000 : assumedLifetimeMs,
  };
};
