import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerKnownError } from './answers.ts';
import type { ApiCall } from './call-log.ts';
import { findSubject } from './call-subject.ts';
import type { ActiveFault } from './fault-book.ts';
import { answerInstead, sendAnswer, sendWhole, strikesBefore, waitsBeforeMs } from './fault-delivery.ts';
import { type Answer, type ApiRequest, BodyTooLarge, readForm, readRequest } from './http.ts';
import { findEndpoint } from './routes.ts';
import type { Simulation } from './simulation.ts';
import type { TokenCall } from './token-traffic.ts';

const bodyLimitBytes = 1_024 * 1_024;
const tokenPath = '/v2/oauth/token/';

/** Answers one API call: notes it, lets a fault strike, and saves its effect before the answer leaves. */
export async function serveApi(
  simulation: Simulation,
  message: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const request = await readRequestOrRefuse(simulation, message, response);
  if (request === null) return;
  const { method, path } = request;
  const form = path.startsWith('/v2/oauth/') ? readForm(request) : null;
  const grantType = form?.get('grant_type') ?? null;
  const openId = findSubject(simulation.store.state.ledger, request, form);
  const about = { method, path, grantType, openId };
  const call = simulation.calls.add(about);
  const fault = simulation.faults.take(about);
  call.fault = fault?.action.kind ?? null;
  const tokenCall = path === tokenPath ? beginTokenCall(simulation, response, call) : null;
  await answerCall(simulation, request, response, { fault, call, tokenCall });
  log(`${method} ${path} ${grantType ?? ''} ${call.status ?? 'no answer'} ${call.errorCode ?? ''}`.trim());
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
}

async function answerCall(
  simulation: Simulation,
  request: ApiRequest,
  response: ServerResponse,
  { fault, call, tokenCall }: NotedCall,
): Promise<void> {
  const action = fault?.action ?? null;
  const { signal } = simulation.closing;
  if (action !== null && strikesBefore(action)) {
    if (action.kind !== 'hang') response.destroy();
    return;
  }
  const waitMs = waitsBeforeMs(action);
  if (waitMs > 0) await sleep(waitMs, undefined, { signal });
  const instead = action === null ? null : answerInstead(action, request.path, simulation.clock.now());
  const answer = instead ?? runEndpoint(simulation, request);
  const errorCode = readErrorCode(answer);
  if (instead === null) tokenCall?.decide(errorCode === null ? 'refreshed' : 'refused');
  simulation.store.flush();
  const answered = action?.kind !== 'hang' && action?.kind !== 'cut-after';
  if (answered) Object.assign(call, { status: answer.status, errorCode });
  await sendAnswer(response, answer, action, signal);
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
