import { randomUUID } from 'node:crypto';
import { corsHeaders, preflightHeaders, withoutCors } from './cors.ts';
import { type ApiAnswer, gatewayAnswer, readAnswer } from './http-answer.ts';
import {
  type ApiEvent,
  type ApiRequest,
  createAuthorizerEvent,
  createEvent,
  type EventFacts,
  splitTarget,
} from './http-event.ts';
import type { ApiModel, RouteModel } from './read-api.ts';
import { matchRoute } from './route-match.ts';
import { isRecord } from './template.ts';
import { createTokenBucket } from './throttle.ts';
import type { InvocationResult } from './worker-messages.ts';

export interface HttpApiOptions {
  readonly api: ApiModel;
  readonly accountId: string;
  readonly region: string;
  /** Never rejects. */
  readonly invoke: (functionArn: string, event: unknown) => Promise<InvocationResult>;
}

/** API Gateway's limit for a request's body. */
export const maxBodyBytes = 10 * 1024 * 1024;

/**
 * An HTTP API as API Gateway runs one: answers preflights, limits each route, asks the authorizer, calls the function
 * and writes its answer. Never rejects: what goes wrong is an answer.
 */
export const createHttpApi = ({ api, accountId, region, invoke }: HttpApiOptions) => {
  const buckets = new Map(
    api.routes.map((route) => [
      route,
      route.throttle === undefined ? undefined : createTokenBucket(route.throttle),
    ]),
  );

  const answer = async (request: ApiRequest, requestId: string): Promise<ApiAnswer> => {
    const { path } = splitTarget(request.target);
    if (api.cors !== undefined && request.method === 'OPTIONS') return emptyAnswer(204);
    if (request.body.length > maxBodyBytes) return gatewayAnswer(413, 'Request Entity Too Large');
    const match = matchRoute(api.routes, request.method, path);
    if (match === undefined) return gatewayAnswer(404, 'Not Found');
    const { route, pathParameters } = match;
    if (buckets.get(route)?.take(Date.now()) === false) return gatewayAnswer(429, 'Too Many Requests');
    const facts: EventFacts = {
      apiId: api.id,
      accountId,
      region,
      routeKey: route.key,
      routePath: route.path,
      pathParameters,
      requestId,
      now: new Date(),
    };
    return authorizeAndCall(route, createEvent(request, facts), facts);
  };

  const authorizeAndCall = async (
    route: RouteModel,
    event: ApiEvent,
    facts: EventFacts,
  ): Promise<ApiAnswer> => {
    if (route.authorizerArn === undefined) return call(route, event);
    const result = await invoke(route.authorizerArn, createAuthorizerEvent(event, facts));
    if (!result.ok || !isRecord(result.payload)) return gatewayAnswer(500, 'Internal Server Error');
    const { isAuthorized, context } = result.payload;
    if (isAuthorized !== true) return gatewayAnswer(403, 'Forbidden');
    const requestContext = { ...event.requestContext, authorizer: { lambda: context ?? null } };
    return call(route, { ...event, requestContext });
  };

  const call = async (route: RouteModel, event: unknown): Promise<ApiAnswer> => {
    const result = await withinTime(invoke(route.functionArn, event), route.timeoutMs);
    if (result === undefined) return gatewayAnswer(503, 'Service Unavailable');
    if (result.ok) return readAnswer(result.payload);
    const isTooLarge = result.error.errorType === 'RequestEntityTooLargeException';
    return isTooLarge
      ? gatewayAnswer(413, 'Request Entity Too Large')
      : gatewayAnswer(500, 'Internal Server Error');
  };

  return {
    handle: async (request: ApiRequest): Promise<ApiAnswer> => {
      const requestId = randomUUID();
      const made = await answer(request, requestId);
      const { headers } = made;
      return { ...made, headers: { ...addCors(request, headers), 'apigw-requestid': requestId } };
    },
  };

  function addCors(request: ApiRequest, headers: ApiAnswer['headers']): ApiAnswer['headers'] {
    if (api.cors === undefined) return headers;
    const { origin } = request.headers;
    const added =
      request.method === 'OPTIONS' ? preflightHeaders(api.cors, origin) : corsHeaders(api.cors, origin);
    return { ...withoutCors(headers), ...added };
  }
};

export type HttpApi = ReturnType<typeof createHttpApi>;

const emptyAnswer = (status: number): ApiAnswer => ({ status, headers: {}, body: Buffer.alloc(0) });

const withinTime = async <T>(work: Promise<T>, timeoutMs: number): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};
