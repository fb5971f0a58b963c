import * as authorizer from '../../functions/http/authorize-caller.ts';
import * as completeAuthorization from '../../functions/http/complete-authorization.ts';
import * as createSession from '../../functions/http/create-session.ts';
import * as disconnect from '../../functions/http/disconnect.ts';
import * as getConnectionStatus from '../../functions/http/get-connection-status.ts';
import * as getHealth from '../../functions/http/get-health.ts';
import * as getOpenapi from '../../functions/http/get-openapi.ts';
import * as redriveWebhooks from '../../functions/http/redrive-webhooks.ts';
import * as runTokenRefresh from '../../functions/http/run-token-refresh.ts';
import * as startAuthorization from '../../functions/http/start-authorization.ts';
import * as receiveWebhook from '../../functions/webhook/receive-webhook.ts';
import { createAuthorizerEvent, createEvent } from '../../infra/local/runtime/http-event.ts';
import { routes } from '../../shared/contract/routes.ts';
import type { Route } from '../../shared/contract/rows.ts';
import type { HttpEvent, HttpHandler, HttpResult } from '../../shared/http/endpoint.ts';

type DependenciesOf<Create extends (dependencies: never) => unknown> = Parameters<Create>[0];

/** Everything that the operations depend on, in one object: each takes what it needs of it. */
export type Product = DependenciesOf<typeof startAuthorization.create> &
  DependenciesOf<typeof completeAuthorization.create> &
  DependenciesOf<typeof getConnectionStatus.create> &
  DependenciesOf<typeof disconnect.create> &
  DependenciesOf<typeof runTokenRefresh.create> &
  DependenciesOf<typeof createSession.create> &
  DependenciesOf<typeof receiveWebhook.create> &
  DependenciesOf<typeof redriveWebhooks.create> &
  DependenciesOf<typeof getOpenapi.create> &
  DependenciesOf<typeof getHealth.create> &
  DependenciesOf<typeof authorizer.create>;

export interface Handlers {
  readonly operations: Readonly<Record<string, HttpHandler>>;
  readonly authorize: ReturnType<typeof authorizer.create>;
}

export const createHandlers = (product: Product): Handlers => ({
  operations: {
    'start-authorization': startAuthorization.create(product),
    'complete-authorization': completeAuthorization.create(product),
    'get-connection-status': getConnectionStatus.create(product),
    disconnect: disconnect.create(product),
    'run-token-refresh': runTokenRefresh.create(product),
    'create-session': createSession.create(product),
    'receive-webhook': receiveWebhook.create(product),
    'redrive-webhooks': redriveWebhooks.create(product),
    'get-openapi': getOpenapi.create(product),
    'get-health': getHealth.create(product),
  },
  authorize: authorizer.create(product),
});

export interface RequestWish {
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** `name=value` each. */
  readonly cookies?: readonly string[];
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array;
}

export interface GatewayCall extends RequestWish {
  readonly method: string;
  readonly target: string;
  readonly requestId: string;
  readonly now: Date;
}

const findRoute = (method: string, target: string): Route => {
  const [path] = target.split('?');
  const route = routes.find((one) => one.method === method && one.path === path);
  if (route === undefined) throw new Error(`The contract table has no ${method} ${path}.`);
  return route;
};

const headersOf = ({ headers, token, json, cookies }: RequestWish): Readonly<Record<string, string>> => ({
  ...(json === undefined ? {} : { 'content-type': 'application/json' }),
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  ...(cookies === undefined ? {} : { cookie: cookies.join('; ') }),
  ...headers,
});

const bodyOf = ({ body, json }: RequestWish): Buffer =>
  Buffer.from(json === undefined ? (body ?? '') : JSON.stringify(json));

/** An event reaches its function as JSON. */
const sendOver = (event: object): HttpEvent => JSON.parse(JSON.stringify(event));

/** Hands a request to its function as API Gateway does, through the authorizer where the route has one. */
export const callGateway = async (
  { operations, authorize }: Handlers,
  call: GatewayCall,
): Promise<{ route: Route; result: HttpResult }> => {
  const route = findRoute(call.method, call.target);
  const headers = headersOf(call);
  const request = {
    method: call.method,
    target: call.target,
    headers,
    rawHeaders: Object.entries(headers).flat(),
    body: bodyOf(call),
    sourceIp: '127.0.0.1',
  };
  const facts = {
    apiId: 'api',
    accountId: '000000000000',
    region: 'eu-central-1',
    routeKey: `${route.method} ${route.path}`,
    routePath: route.path,
    pathParameters: {},
    requestId: call.requestId,
    now: call.now,
  };
  const event = createEvent(request, facts);
  const isGuarded = route.auth.kind === 'scope' || route.auth.kind === 'caller';
  const lambda = isGuarded ? (await authorize(createAuthorizerEvent(event, facts))).context : {};
  const context = isGuarded ? { ...event.requestContext, authorizer: { lambda } } : event.requestContext;
  const operation = operations[route.operationId];
  if (operation === undefined) throw new Error(`No operation ${route.operationId} is wired.`);
  return { route, result: await operation(sendOver({ ...event, requestContext: context })) };
};
