import * as z from 'zod';
import type { ApiAnswer } from '../runtime/http-answer.ts';
import type { ApiRequest } from '../runtime/http-event.ts';
import { type CreatorConnect, openSession, type Session, type SessionOutcome } from './open-session.ts';
import { crmUsers } from './users.ts';

/** What the page asks of its server: a token for the widget, or the address of a hosted page. */
const wish = z.strictObject({
  user: z.enum(crmUsers.map(({ id }) => id)),
  for: z.enum(['widget', 'connect', 'upload']),
});
export type SessionWish = z.infer<typeof wish>;

/** What the page is told when it gets none. */
export interface SessionRefusal {
  readonly code: 'not_ours' | 'not_json' | 'not_understood' | 'refused' | 'unreachable';
  readonly detail?: string;
  readonly requestId?: string;
}

const maxBodyBytes = 1_000;

/**
 * `POST /session`: a session of Creator Connect for a user of the CRM. It is answered to the CRM's own page only: a page
 * of another origin can make a browser send a request, but neither with this origin nor as JSON without asking first.
 *
 * A real CRM takes the user from its own sign-in and never from the request; this one has no sign-in.
 */
export const handleSession = async (
  request: ApiRequest,
  crmUrl: string,
  creatorConnect: CreatorConnect,
): Promise<ApiAnswer> => {
  const { origin, 'sec-fetch-site': site, 'content-type': type } = request.headers;
  if (origin !== crmUrl || (site !== undefined && site !== 'same-origin'))
    return refuse(403, { code: 'not_ours' });
  if (!/^application\/json\s*(;|$)/i.test(String(type ?? ''))) return refuse(415, { code: 'not_json' });
  const asked = readWish(request.body);
  if (asked === undefined) return refuse(400, { code: 'not_understood' });
  const outcome = await openSession(creatorConnect, {
    userId: asked.user,
    // Said by the server, so that nobody can lead a user elsewhere.
    returnTo: `${crmUrl}/?user=${asked.user}`,
  });
  return outcome.kind === 'opened'
    ? answer(201, pickFor(asked, outcome.session))
    : refuse(502, refusalOf(outcome));
};

const readWish = (body: Buffer): SessionWish | undefined => {
  if (body.length > maxBodyBytes) return undefined;
  try {
    return wish.safeParse(JSON.parse(body.toString())).data;
  } catch {
    return undefined;
  }
};

/** No more than was asked for. */
const pickFor = ({ for: purpose }: SessionWish, session: Session) => {
  if (purpose === 'widget') return { token: session.token, expiresAt: session.expiresAt };
  return { url: purpose === 'connect' ? session.connectUrl : session.uploadUrl };
};

const refusalOf = (outcome: Exclude<SessionOutcome, { kind: 'opened' }>): SessionRefusal =>
  outcome.kind === 'unreachable'
    ? { code: 'unreachable' }
    : {
        code: 'refused',
        ...(outcome.detail === undefined ? {} : { detail: outcome.detail }),
        ...(outcome.requestId === undefined ? {} : { requestId: outcome.requestId }),
      };

const refuse = (status: number, refusal: SessionRefusal): ApiAnswer => answer(status, refusal);

const answer = (status: number, body: object): ApiAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: Buffer.from(JSON.stringify(body)),
});
