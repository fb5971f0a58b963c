import type { ApiRequest } from '../../../infra/local/runtime/http-event.ts';
import type { ApiModel, RouteModel } from '../../../infra/local/runtime/read-api.ts';
import type { InvocationResult } from '../../../infra/local/runtime/worker-messages.ts';

/** A route that differs from a plain one in what the test states. */
export const routeWith = (given: Partial<RouteModel> = {}): RouteModel => {
  const { method = 'GET', path = '/api/things' } = given;
  return {
    key: `${method} ${path}`,
    method,
    path,
    functionArn: 'arn:function',
    authorizerArn: undefined,
    timeoutMs: 30_000,
    throttle: undefined,
    ...given,
  };
};

export const apiWith = (routes: readonly RouteModel[], given: Partial<ApiModel> = {}): ApiModel => ({
  id: 'abc123',
  cors: undefined,
  routes,
  ...given,
});

/** A request as it comes from the wire. */
export const requestWith = (
  given: Partial<Omit<ApiRequest, 'headers' | 'rawHeaders'>> & {
    headers?: readonly (readonly [string, string])[];
  } = {},
): ApiRequest => {
  const { headers = [], ...rest } = given;
  const lower = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    method: 'GET',
    target: '/api/things',
    body: Buffer.alloc(0),
    sourceIp: '127.0.0.1',
    ...rest,
    rawHeaders: headers.flat(),
    headers: Object.fromEntries(lower),
  };
};

export const succeed = (payload: unknown): InvocationResult => ({ ok: true, payload, requestId: 'r' });
export const fail = (errorType: string): InvocationResult => ({
  ok: false,
  error: { errorType, errorMessage: 'no' },
  requestId: 'r',
});
