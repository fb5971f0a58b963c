import * as authorizer from '../../functions/http/authorize-caller.ts';
import type * as cancelPost from '../../functions/http/cancel-post.ts';
import type * as completeAuthorization from '../../functions/http/complete-authorization.ts';
import type * as completeMedia from '../../functions/http/complete-media.ts';
import type * as createMedia from '../../functions/http/create-media.ts';
import type * as createSession from '../../functions/http/create-session.ts';
import type * as deleteMedia from '../../functions/http/delete-media.ts';
import type * as disconnect from '../../functions/http/disconnect.ts';
import type * as getConnectionStatus from '../../functions/http/get-connection-status.ts';
import type * as getCreatorInfo from '../../functions/http/get-creator-info.ts';
import type * as getHealth from '../../functions/http/get-health.ts';
import type * as getOpenapi from '../../functions/http/get-openapi.ts';
import type * as getPostStatus from '../../functions/http/get-post-status.ts';
import type * as listPosts from '../../functions/http/list-posts.ts';
import type * as redriveWebhooks from '../../functions/http/redrive-webhooks.ts';
import type * as resolvePost from '../../functions/http/resolve-post.ts';
import type * as runTokenRefresh from '../../functions/http/run-token-refresh.ts';
import type * as signMediaParts from '../../functions/http/sign-media-parts.ts';
import type * as startAuthorization from '../../functions/http/start-authorization.ts';
import type * as upload from '../../functions/http/upload.ts';
import type * as receiveWebhook from '../../functions/webhook/receive-webhook.ts';
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

/** Loaded when it is called: a test file calls few of them, and each brings much with it. */
const modules: Readonly<Record<string, () => Promise<{ create: (product: Product) => HttpHandler }>>> = {
  'start-authorization': () => import('../../functions/http/start-authorization.ts'),
  'complete-authorization': () => import('../../functions/http/complete-authorization.ts'),
  'get-connection-status': () => import('../../functions/http/get-connection-status.ts'),
  disconnect: () => import('../../functions/http/disconnect.ts'),
  'get-creator-info': () => import('../../functions/http/get-creator-info.ts'),
  'run-token-refresh': () => import('../../functions/http/run-token-refresh.ts'),
  'create-media': () => import('../../functions/http/create-media.ts'),
  'sign-media-parts': () => import('../../functions/http/sign-media-parts.ts'),
  'complete-media': () => import('../../functions/http/complete-media.ts'),
  'delete-media': () => import('../../functions/http/delete-media.ts'),
  upload: () => import('../../functions/http/upload.ts'),
  'get-post-status': () => import('../../functions/http/get-post-status.ts'),
  'list-posts': () => import('../../functions/http/list-posts.ts'),
  'cancel-post': () => import('../../functions/http/cancel-post.ts'),
  'resolve-post': () => import('../../functions/http/resolve-post.ts'),
  'create-session': () => import('../../functions/http/create-session.ts'),
  'receive-webhook': () => import('../../functions/webhook/receive-webhook.ts'),
  'redrive-webhooks': () => import('../../functions/http/redrive-webhooks.ts'),
  'get-openapi': () => import('../../functions/http/get-openapi.ts'),
  'get-health': () => import('../../functions/http/get-health.ts'),
};

export interface Handlers {
  /** Throws for an id that no operation has. */
  readonly open: (operationId: string) => Promise<HttpHandler>;
  readonly authorize: ReturnType<typeof authorizer.create>;
}

export const createHandlers = (product: Product): Handlers => {
  const opened = new Map<string, Promise<HttpHandler>>();
  const load = async (operationId: string): Promise<HttpHandler> => {
    const found = modules[operationId];
    if (found === undefined) throw new Error(`No operation ${operationId} is wired.`);
    return (await found()).create(product);
  };
  return {
    open: (operationId) => {
      const operation = opened.get(operationId) ?? load(operationId);
      opened.set(operationId, operation);
      return operation;
    },
    authorize: authorizer.create(product),
  };
};

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
  { open, authorize }: Handlers,
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
  const operation = await open(route.operationId);
  return { route, result: await operation(sendOver({ ...event, requestContext: context })) };
};
