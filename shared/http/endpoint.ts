import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithLambdaAuthorizer,
  APIGatewayProxyStructuredResultV2,
} from 'aws-lambda';
import type * as z from 'zod';
import type { Reply, Route } from '../contract/rows.ts';
import type { Clock } from '../core/clock.ts';
import { Failure } from '../core/failure.ts';
import { describeError, type Log } from '../core/log.ts';
import { type Caller, decodeVerdict, type Verdict } from './caller.ts';
import { describeProblem } from './problem.ts';
import { limitBody, parseRequest, readBytes } from './request.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type CallerOf<R extends Route> = R['auth'] extends { kind: 'scope' | 'caller' } ? Caller : undefined;

/** A request as its row declares it: parsed, typed and allowed. */
export interface EndpointRequest<R extends Route> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly body: Parsed<R['body']>;
  /** The exact bytes of the body. */
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: readonly string[];
  readonly caller: CallerOf<R>;
  readonly requestId: string;
  readonly now: Date;
}

type BodyOf<P> = P extends { readonly body: infer S extends z.ZodType }
  ? { readonly body: z.input<S> }
  : { readonly body?: undefined };

/** A reply that the row declares; any other does not compile. */
export type EndpointReply<R extends Route> = {
  [Status in keyof R['replies'] & number]: {
    readonly status: Status;
    readonly headers?: Readonly<Record<string, string>>;
    readonly cookies?: readonly string[];
  } & BodyOf<R['replies'][Status] extends Reply ? R['replies'][Status] : never>;
}[keyof R['replies'] & number];

export interface EdgeDependencies {
  readonly clock: Clock;
  readonly log: Log;
}

export type HttpEvent = APIGatewayProxyEventV2 & {
  readonly requestContext: Partial<
    APIGatewayProxyEventV2WithLambdaAuthorizer<Record<string, unknown>>['requestContext']
  >;
};
export type HttpResult = APIGatewayProxyStructuredResultV2;
export type HttpHandler = (event: HttpEvent) => Promise<HttpResult>;

const refuse = (code: 'unauthenticated' | 'token_expired' | 'insufficient_scope', detail: string): never => {
  throw new Failure(code, { detail });
};

const refuseVerdict = (verdict: Exclude<Verdict['verdict'], 'valid'>): never => {
  switch (verdict) {
    case 'missing':
      return refuse('unauthenticated', 'Send a token: Authorization: Bearer <token>.');
    case 'expired':
      return refuse('token_expired', 'The token has expired. Get a new one and try again.');
    case 'invalid':
      return refuse('unauthenticated', 'The token is not valid here.');
    case 'undecided':
      throw new Failure('secret_unavailable', {
        detail: 'The token could not be checked at the moment. Try again shortly.',
        retryAfterSeconds: 10,
      });
  }
};

/** Admits or refuses by the authorizer's verdict. The expiry is checked here too: a verdict may be older than this moment. */
const admit = (route: Route, event: HttpEvent, now: Date): Caller | undefined => {
  if (route.auth.kind === 'none' || route.auth.kind === 'signature') return undefined;
  const verdict = decodeVerdict(event.requestContext.authorizer?.lambda);
  if (verdict.verdict !== 'valid') return refuseVerdict(verdict.verdict);
  const { caller } = verdict;
  if (caller.expiresAt <= now)
    return refuse('token_expired', 'The token has expired. Get a new one and try again.');
  if (route.auth.kind === 'scope' && !caller.scopes.includes(route.auth.scope)) {
    return refuse('insufficient_scope', `This operation needs the scope "${route.auth.scope}".`);
  }
  return caller;
};

/** How a refused caller is told to authenticate (RFC 6750 section 3). */
const challenges: Readonly<Record<string, string>> = {
  unauthenticated: 'Bearer',
  token_expired: 'Bearer error="invalid_token", error_description="The token has expired"',
  insufficient_scope: 'Bearer error="insufficient_scope"',
};

const noStore = { 'cache-control': 'no-store' };

const renderProblem = (thrown: unknown, path: string, requestId: string): HttpResult => {
  const problem = describeProblem(thrown, path, requestId);
  const challenge = challenges[problem.code];
  const retryAfterSeconds = thrown instanceof Failure ? thrown.retryAfterSeconds : undefined;
  return {
    statusCode: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      ...noStore,
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify(problem),
  };
};

const renderReply = (
  reply: {
    status: number;
    body?: unknown;
    headers?: Readonly<Record<string, string>>;
    cookies?: readonly string[];
  },
  requestId: string,
): HttpResult => ({
  statusCode: reply.status,
  headers: {
    ...(reply.body === undefined ? {} : { 'content-type': 'application/json' }),
    'x-request-id': requestId,
    ...noStore,
    ...reply.headers,
  },
  ...(reply.cookies === undefined ? {} : { cookies: [...reply.cookies] }),
  body: reply.body === undefined ? '' : JSON.stringify(reply.body),
});

const report = (log: Log, route: Route, requestId: string, thrown: unknown): void => {
  const failure = thrown instanceof Failure ? thrown : undefined;
  const fields = { operationId: route.operationId, requestId, code: failure?.code ?? 'internal_error' };
  if (failure === undefined)
    log.error('An operation failed by surprise', { ...fields, error: describeError(thrown) });
  else {
    const error = failure.cause === undefined ? {} : { error: describeError(failure.cause) };
    log.warn('An operation was refused or failed', { ...fields, ...error });
  }
};

/** The answer of an HTTP function that could not even be opened: a problem document as well, and an error in the log. */
export const answerUnopened =
  (createLog: () => Log) =>
  (thrown: unknown, event: HttpEvent): HttpResult => {
    const requestId = event.requestContext.requestId ?? 'unknown';
    createLog().error('A function could not be opened', { requestId, error: describeError(thrown) });
    return renderProblem(thrown, event.rawPath, requestId);
  };

/** The one place where what the row declares and what was parsed by that row are said to be the same. */
const asDeclared = <R extends Route>(request: object): EndpointRequest<R> => request as EndpointRequest<R>;

/**
 * The edge: wraps an operation in its contract. It limits and parses the request, admits the caller, and answers every
 * failure with a problem document. A webhook route gets its bytes unparsed.
 */
export const endpoint =
  <const R extends Route>(route: R, { clock, log }: EdgeDependencies) =>
  (operation: (request: EndpointRequest<R>) => Promise<EndpointReply<R>>): HttpHandler =>
  async (event) => {
    const requestId = event.requestContext.requestId ?? 'unknown';
    const path = event.rawPath;
    try {
      const now = clock();
      const bytes = readBytes(event);
      limitBody(route, bytes);
      const caller = admit(route, event, now);
      const parsed =
        route.auth.kind === 'signature'
          ? { params: undefined, query: undefined, body: undefined }
          : parseRequest(route, event, bytes);
      const request = asDeclared<R>({
        ...parsed,
        bytes,
        headers: event.headers,
        cookies: event.cookies ?? [],
        caller,
        requestId,
        now,
      });
      return renderReply(await operation(request), requestId);
    } catch (thrown) {
      report(log, route, requestId, thrown);
      return renderProblem(thrown, path, requestId);
    }
  };
