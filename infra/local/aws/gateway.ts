import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Addressed, addressRequest, authenticateRequest, findService } from './address-request.ts';
import { type Answer, AwsError, answerError } from './aws-error.ts';
import { describeFault, type Faults } from './faults.ts';
import { type Principal, type Principals, requireAccess } from './principals.ts';
import { parseBody, readBody } from './request-body.ts';
import type { Service } from './service.ts';

export type GatewayOptions = {
  readonly region: string;
  readonly accountId: string;
  readonly services: readonly Service[];
  readonly principals: Principals;
  readonly faults: Faults;
  readonly count: (name: string) => void;
  readonly log: (line: string) => void;
  /** Aborted when the stand-ins close. */
  readonly closing: AbortSignal;
};

/**
 * Answers one HTTP request as AWS would: finds the service by the signature's scope, checks who signed and whether their role allows
 * the call, and runs it. Never rejects; what it does not know it refuses.
 */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: GatewayOptions,
): Promise<void> {
  const requestId = randomUUID();
  try {
    const answer = await answerRequest(request, response, options);
    if (answer === 'cut') return void request.socket.destroy();
    if (response.destroyed) return;
    const close = options.closing.aborted ? { connection: 'close' } : {};
    response.writeHead(answer.status, {
      ...answer.headers,
      ...close,
      'x-amzn-requestid': requestId,
    });
    response.end(answer.body);
  } catch (error) {
    options.log(`aws ${requestId} ${request.method} ${request.url}: ${String(error)}`);
    request.socket.destroy();
  }
}

async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: GatewayOptions,
): Promise<Answer | 'cut'> {
  const service = findService(request, options.services);
  try {
    const addressed = addressRequest(request, service, options);
    const body = await readBody(request);
    const principal = authenticateRequest(request, addressed, body, options.principals);
    options.count(`${addressed.service.name}:${addressed.action}`);
    const fault = options.faults.take(addressed.service.name, addressed.action);
    if (fault?.error === 'unavailable') return 'cut';
    const failure = fault && describeFault(fault, addressed.service.errors);
    if (failure) throw failure;
    const watch = () => watchClient(response, options.closing);
    const answer = await runCall(addressed, principal, body, watch, options);
    return fault?.error === 'answerLost' ? 'cut' : answer;
  } catch (error) {
    return answerError(
      service?.protocol ?? { contentType: 'application/x-amz-json-1.1' },
      toAwsError(error, options),
    );
  }
}

async function runCall(
  { service, action }: Addressed,
  principal: Principal,
  body: Buffer,
  watch: () => AbortSignal,
  { accountId, log }: GatewayOptions,
): Promise<Answer> {
  const operation = service.operations[action];
  if (!operation) throw new Error(`${service.name} lost its operation ${action}.`);
  const { need, run } = operation({ action, input: parseBody(body), watch });
  try {
    const lowersActions = service.protocol.queryCompatibleNamespace !== undefined;
    requireAccess(principal, need, {
      accountId,
      errors: service.errors,
      lowersActions,
    });
  } catch (error) {
    log(`aws denied: ${String(error)}`);
    throw error;
  }
  return service.answer(await run());
}

/** A signal for as long as somebody waits for the answer. */
function watchClient(response: ServerResponse, closing: AbortSignal): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return AbortSignal.any([gone.signal, closing]);
}

function toAwsError(error: unknown, { log }: GatewayOptions): AwsError {
  if (error instanceof AwsError) return error;
  log(`aws failure: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new AwsError('InternalFailure', 'The local AWS stand-in failed; its log says why.', 500);
}
