import * as z from 'zod';

/** What the CRM's server needs of Creator Connect. */
export interface CreatorConnect {
  /** Where the API is, without a slash at the end. */
  readonly apiUrl: string;
  /** A CRM token with the scope `admin`: with it the server opens sessions for any user of its own. */
  readonly mintAdminToken: () => Promise<string>;
}

const session = z.object({
  token: z.string(),
  expiresAt: z.string(),
  connectUrl: z.url(),
  uploadUrl: z.url(),
});
export type Session = z.infer<typeof session>;

const problem = z.object({ detail: z.string(), requestId: z.string().optional() });

export type SessionOutcome =
  | { readonly kind: 'opened'; readonly session: Session }
  | { readonly kind: 'refused'; readonly detail: string | undefined; readonly requestId: string | undefined }
  | { readonly kind: 'unreachable' };

/** Shorter than a person waits at a button. */
const timeoutMs = 15_000;

/**
 * Opens a session for one user, as a CRM's server does: these are the lines to copy. The token that it signs with the
 * secret stays here; the browser gets the session's, which is that user's alone and lives for minutes. Never throws for
 * what the API does.
 */
export const openSession = async (
  { apiUrl, mintAdminToken }: CreatorConnect,
  wish: { readonly userId: string; readonly returnTo: string },
): Promise<SessionOutcome> => {
  try {
    const response = await fetch(`${apiUrl}/api/sessions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await mintAdminToken()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...wish, scope: 'connect read publish' }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return readAnswer(response.status, await response.json());
  } catch {
    return { kind: 'unreachable' };
  }
};

const readAnswer = (status: number, body: unknown): SessionOutcome => {
  const opened = session.safeParse(body);
  if (status === 201 && opened.success) return { kind: 'opened', session: opened.data };
  const { data } = problem.safeParse(body);
  return { kind: 'refused', detail: data?.detail, requestId: data?.requestId };
};
