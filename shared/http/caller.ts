import { type Scope, scopes } from '../contract/rows.ts';

/** Who is calling, as the authorizer found. */
export interface Caller {
  /** `crm`: the CRM itself, which sees its tenant. `session`: one user's browser, which sees that user's rows. */
  readonly kind: 'crm' | 'session';
  readonly userId: string;
  readonly tenant: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date;
  /** When the session was first issued; renewals keep it. */
  readonly sessionStartedAt: Date | undefined;
}

/**
 * What the authorizer says of a token. It never refuses: the edge does, with a problem document. `undecided`: it could
 * not tell, since the signing secret or the issuer's keys were out of reach.
 */
export type Verdict =
  | { readonly verdict: 'valid'; readonly caller: Caller }
  | { readonly verdict: 'missing' | 'invalid' | 'expired' | 'undecided' };

export const isScope = (word: string): word is Scope => (scopes as readonly string[]).includes(word);

/** An authorizer's context holds flat values; API Gateway hands them to the function as they are. */
export const encodeVerdict = (verdict: Verdict): Record<string, string> =>
  verdict.verdict === 'valid'
    ? {
        verdict: 'valid',
        kind: verdict.caller.kind,
        userId: verdict.caller.userId,
        tenant: verdict.caller.tenant,
        scopes: verdict.caller.scopes.join(' '),
        expiresAt: String(verdict.caller.expiresAt.getTime()),
        ...(verdict.caller.sessionStartedAt === undefined
          ? {}
          : { sessionStartedAt: String(verdict.caller.sessionStartedAt.getTime()) }),
      }
    : { verdict: verdict.verdict };

const text = (context: Readonly<Record<string, unknown>>, key: string): string | undefined => {
  const value = context[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Reads the context back. Anything unexpected is no verdict, and no verdict is no entry. */
export const decodeVerdict = (context: Readonly<Record<string, unknown>> | undefined): Verdict => {
  if (context === undefined) return { verdict: 'undecided' };
  const verdict = text(context, 'verdict');
  if (verdict === 'missing' || verdict === 'invalid' || verdict === 'expired') return { verdict };
  const kind = text(context, 'kind');
  const userId = text(context, 'userId');
  const tenant = text(context, 'tenant');
  const expiresAt = Number(text(context, 'expiresAt'));
  const startedAt = text(context, 'sessionStartedAt');
  if (
    verdict !== 'valid' ||
    (kind !== 'crm' && kind !== 'session') ||
    !userId ||
    !tenant ||
    !(expiresAt > 0)
  ) {
    return { verdict: 'undecided' };
  }
  return {
    verdict: 'valid',
    caller: {
      kind,
      userId,
      tenant,
      scopes: (text(context, 'scopes') ?? '').split(' ').filter(isScope),
      expiresAt: new Date(expiresAt),
      sessionStartedAt: startedAt === undefined ? undefined : new Date(Number(startedAt)),
    },
  };
};
