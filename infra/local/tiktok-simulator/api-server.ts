import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerKnownError } from './answers.ts';
import type { ApiCall } from './call-log.ts';
import { findSubject } from './call-subject.ts';
import type { ActiveFault, FaultAction } from './fault-book.ts';
import {
  answerInstead,
  sendAnswer,
  sendWhole,
  strikesBefore,
  takesEffectUnseen,
  waitsBeforeMs,
} from './fault-delivery.ts';
import { type Answer, type ApiRequest, BodyTooLarge, readForm, readRequest } from './http.ts';
import type { PostingCall } from './posting/posting-traffic.ts';
import { isUploadMessage, readUploadCall } from './posting/upload-call.ts';
import { findEndpoint } from './routes.ts';
import type { Simulation } from './simulation.ts';
import type { TokenCall } from './token-traffic.ts';

const bodyLimitBytes = 1_024 * 1_024;
const tokenPath = '/v2/oauth/token/';

/** A call that has come in, as far as it has to be for knowing what it is about. */
export interface IncomingCall {
  readonly about: Pick<ApiCall, 'method' | 'path' | 'grantType' | 'openId'>;
  /** Lets it take effect. Null when the caller went away before it could. */
  run(): Answer | Promise<Answer | null>;
  /** Takes what is left of the body off the wire, so that another answer can be read. */
  discardBody(): Promise<void>;
  /** Takes so much of the body off the wire; the connection is cut next. */
  takeSome(sizeBytes: number): Promise<void>;
}

/** Answers one API call: notes it, lets a fault strike, and saves its effect before the answer leaves. */
export async function serveApi(
  simulation: Simulation,
  message: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const incoming = isUploadMessage(message)
    ? readUploadCall(simulation, message)
    : await readCallOrRefuse(simulation, message, response);
  if (incoming === null) return;
  const { about } = incoming;
  const call = simulation.calls.add(about);
  const fault = simulation.faults.take(about);
  call.fault = fault?.action.kind ?? null;
  const tokenCall = about.path === tokenPath ? beginTokenCall(simulation, response, call) : null;
  const postingCall = simulation.posting.traffic.begin({ ...about, isStruck: fault !== null });
  await answerCall(simulation, incoming, response, { fault, call, tokenCall, postingCall });
  const outcome = `${call.status ?? 'no answer'} ${call.errorCode ?? ''}`;
  log(`${about.method} ${about.path} ${about.grantType ?? ''} ${outcome}`.trim());
}

function beginTokenCall({ traffic }: Simulation, response: ServerResponse, call: ApiCall): TokenCall {
  const isRefresh = call.grantType === 'refresh_token';
  const tokenCall = traffic.begin({ openId: call.openId, isRefresh, isStruck: call.fault !== null });
  // The answer has left whole, or the caller has gone, or a fault has cut the connection.
  if (response.closed) tokenCall.end();
  else response.once('close', tokenCall.end);
  return tokenCall;
}

/** A call with what is kept about it. */
interface NotedCall {
  readonly fault: ActiveFault | null;
  readonly call: ApiCall;
  readonly tokenCall: TokenCall | null;
  readonly postingCall: PostingCall | null;
}

async function answerCall(
  simulation: Simulation,
  incoming: IncomingCall,
  response: ServerResponse,
  noted: NotedCall,
): Promise<void> {
  const action = noted.fault?.action ?? null;
  const { signal } = simulation.closing;
  if (action !== null && strikesBefore(action)) return strike(incoming, response, action);
  const waitMs = waitsBeforeMs(action);
  if (waitMs > 0) await sleep(waitMs, undefined, { signal });
  const instead = action === null ? null : answerInstead(action, incoming.about.path, simulation.clock.now());
  const decides = instead === null || takesEffectUnseen(action);
  const own = decides ? await incoming.run() : await incoming.discardBody().then(() => null);
  if (own !== null) noteDecision(own, noted);
  simulation.store.flush();
  const answer = instead ?? own;
  if (answer === null) return void response.destroy();
  const answered = action?.kind !== 'hang' && action?.kind !== 'cut-after';
  if (answered) Object.assign(noted.call, { status: answer.status, errorCode: readErrorCode(answer) });
  await sendAnswer(response, answer, action, signal);
}

async function strike(incoming: IncomingCall, response: ServerResponse, action: FaultAction): Promise<void> {
  if (action.kind === 'hang') return;
  if (action.kind === 'cut-in-request') await incoming.takeSome(action.afterBytes);
  response.destroy();
}

/** Notes what TikTok itself decided, whatever the caller gets to see of it. */
function noteDecision(answer: Answer, { tokenCall, postingCall }: NotedCall): void {
  const errorCode = readErrorCode(answer);
  const isRefused = errorCode !== null || answer.status >= 400;
  tokenCall?.decide(errorCode === null ? 'refreshed' : 'refused');
  const refusal = errorCode === 'rate_limit_exceeded' ? 'limited' : 'refused';
  postingCall?.decide(isRefused ? refusal : 'ok');
}

/** A fault of the simulator itself is a 500 with its reason, so that nobody takes it for TikTok's. */
function runEndpoint(simulation: Simulation, request: ApiRequest): Answer {
  try {
    return findEndpoint(request.method, request.path)(simulation, request);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return answerKnownError(simulation.clock.now(), 'internal_error', `The simulator failed: ${reason}`);
  }
}

async function readCallOrRefuse(
  simulation: Simulation,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<IncomingCall | null> {
  const request = await readRequestOrRefuse(simulation, message, response);
  if (request === null) return null;
  const { method, path } = request;
  const form = path.startsWith('/v2/oauth/') ? readForm(request) : null;
  const grantType = form?.get('grant_type') ?? null;
  const openId = findSubject(simulation.store.state.ledger, request, form);
  return {
    about: { method, path, grantType, openId },
    run: () => runEndpoint(simulation, request),
    discardBody: async () => {},
    takeSome: async () => {},
  };
}

async function readRequestOrRefuse(
  { clock }: Simulation,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<ApiRequest | null> {
  try {
    return await readRequest(message, bodyLimitBytes);
  } catch (error) {
    if (error instanceof BodyTooLarge || error instanceof TypeError) {
      const reason = error instanceof BodyTooLarge ? 'The body is too large.' : 'The address is malformed.';
      sendWhole(response, answerKnownError(clock.now(), 'invalid_params', reason));
      return null;
    }
    response.destroy();
    return null;
  }
}

function readErrorCode(answer: Answer): string | null {
  if (!answer.headers['content-type']?.startsWith('application/json') || answer.body.length > 65_536)
    return null;
  const text = answer.body.toString('utf8');
  const code = /"error":(?:"([^"]+)"|\{"code":"([^"]+)")/.exec(text);
  const found = code?.[1] ?? code?.[2] ?? null;
  return found === 'ok' ? null : found;
}
