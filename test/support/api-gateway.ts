import * as authorizer from '../../functions/http/authorize-caller.ts';
import * as cancelPost from '../../functions/http/cancel-post.ts';
import * as completeAuthorization from '../../functions/http/complete-authorization.ts';
import * as completeMedia from '../../functions/http/complete-media.ts';
import * as createMedia from '../../functions/http/create-media.ts';
import * as createSession from '../../functions/http/create-session.ts';
import * as deleteMedia from '../../functions/http/delete-media.ts';
import * as disconnect from '../../functions/http/disconnect.ts';
import * as getConnectionStatus from '../../functions/http/get-connection-status.ts';
import * as getCreatorInfo from '../../functions/http/get-creator-info.ts';
import * as getHealth from '../../functions/http/get-health.ts';
import * as getOpenapi from '../../functions/http/get-openapi.ts';
import * as getPostStatus from '../../functions/http/get-post-status.ts';
import * as listPosts from '../../functions/http/list-posts.ts';
import * as redriveWebhooks from '../../functions/http/redrive-webhooks.ts';
import * as resolvePost from '../../functions/http/resolve-post.ts';
import * as runTokenRefresh from '../../functions/http/run-token-refresh.ts';
import * as signMediaParts from '../../functions/http/sign-media-parts.ts';
import * as startAuthorization from '../../functions/http/start-authorization.ts';
import * as upload from '../../functions/http/upload.ts';
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
  DependenciesOf<typeof getCreatorInfo.create> &
  DependenciesOf<typeof runTokenRefresh.create> &
  DependenciesOf<typeof createMedia.create> &
  DependenciesOf<typeof signMediaParts.create> &
  DependenciesOf<typeof completeMedia.create> &
  DependenciesOf<typeof deleteMedia.create> &
  DependenciesOf<typeof upload.create> &
  DependenciesOf<typeof getPostStatus.create> &
  DependenciesOf<typeof listPosts.create> &
  DependenciesOf<typeof cancelPost.create> &
  DependenciesOf<typeof resolvePost.create> &
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
    'get-creator-info': getCreatorInfo.create(product),
    'run-token-refresh': runTokenRefresh.create(product),
    'create-media': createMedia.create(product),
    'sign-media-parts': signMediaParts.create(product),
    'complete-media': completeMedia.create(product),
    'delete-media': deleteMedia.create(product),
    upload: upload.create(product),
    'get-post-status': getPostStatus.create(product),
    'list-posts': listPosts.create(product),
    'cancel-post': cancelPost.create(product),
    'resolve-post': resolvePost.create(product),
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

/** What stands in a path for each `{name}` of a route's, decoded as API Gateway does; undefined for another route's path. */
const readPathParameters = (routePath: string, path: string): Record<string, string> | undefined => {
  const [wanted, given] = [routePath.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [place, step] of wanted.entries()) {
    const [, name] = /^\{(\w+)\}$/.exec(step) ?? [];
    const value = given[place] ?? '';
    if (name === undefined ? step !== value : value === '') return undefined;
    if (name !== undefined) parameters[name] = decodeURIComponent(value);
  }
  return parameters;
};

const findRoute = (method: string, target: string) => {
  const [path = ''] = target.split('?');
  const found = routes
    .filter((one) => one.method === method)
    .map((route) => ({ route, pathParameters: readPathParameters(route.path, path) }))
    // A route without parameters is the better match, as at API Gateway.
    .toSorted(
      (a, b) => Object.keys(a.pathParameters ?? {}).length - Object.keys(b.pathParameters ?? {}).length,
    )
    .find((one) => one.pathParameters !== undefined);
  if (found === undefined) throw new Error(`The contract table has no ${method} ${path}.`);
  return { route: found.route, pathParameters: found.pathParameters ?? {} };
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
  const { route, pathParameters } = findRoute(call.method, call.target);
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
    pathParameters,
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
