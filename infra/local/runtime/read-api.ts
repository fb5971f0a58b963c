import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { flag, number, type Placed, readProperties } from './properties.ts';
import { requirePermission } from './read-functions.ts';

export interface ApiModel {
  readonly id: string;
  readonly cors: CorsModel | undefined;
  readonly routes: readonly RouteModel[];
}

export interface CorsModel {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number | undefined;
}

export interface RouteModel {
  /** `GET /api/things/{id}`, as API Gateway writes it. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly functionArn: string;
  readonly authorizerArn: string | undefined;
  readonly timeoutMs: number;
  /** Undefined when neither the route nor the stage limits it. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number } | undefined;
}

const texts = z.array(z.string()).default([]);
const corsShape = z.strictObject({
  AllowOrigins: texts,
  AllowMethods: texts,
  AllowHeaders: texts,
  ExposeHeaders: texts,
  AllowCredentials: flag.default(false),
  MaxAge: number.optional(),
});

/** The HTTP API of the assembly, or undefined when there is none. Throws on what API Gateway can and this cannot do. */
export const readApi = (cloud: Cloud): ApiModel | undefined => {
  const [api, second] = cloud.ofType('AWS::ApiGatewayV2::Api');
  if (api === undefined) return undefined;
  if (second !== undefined)
    throw new Error('The local stack stands up one HTTP API, and the templates have two.');
  const { CorsConfiguration } = readProperties(
    api,
    { ProtocolType: z.literal('HTTP'), CorsConfiguration: corsShape.optional() },
    ['Name', 'Description', 'Tags', 'DisableExecuteApiEndpoint'],
  );
  const throttleOf = readThrottles(cloud);
  return {
    id: cloud.identityOf(api).ref,
    cors: CorsConfiguration === undefined ? undefined : readCors(CorsConfiguration),
    routes: cloud.ofType('AWS::ApiGatewayV2::Route').map((route) => readRoute(cloud, route, throttleOf)),
  };
};

const readCors = (given: z.infer<typeof corsShape>): CorsModel => ({
  allowOrigins: given.AllowOrigins,
  allowMethods: given.AllowMethods,
  allowHeaders: given.AllowHeaders.map((name) => name.toLowerCase()),
  exposeHeaders: given.ExposeHeaders,
  allowCredentials: given.AllowCredentials,
  maxAgeSeconds: given.MaxAge,
});

const settings = z.looseObject({
  ThrottlingRateLimit: number.optional(),
  ThrottlingBurstLimit: number.optional(),
});
type ThrottleOf = (routeKey: string) => RouteModel['throttle'];

/** The limits of the stage, each route's own before the default ones. */
const readThrottles = (cloud: Cloud): ThrottleOf => {
  const [stage] = cloud.ofType('AWS::ApiGatewayV2::Stage');
  if (stage === undefined) throw new Error('The HTTP API has no stage, so nobody could call it.');
  const { RouteSettings, DefaultRouteSettings } = readProperties(
    stage,
    {
      StageName: z.literal('$default', 'only the stage $default has its routes at the root'),
      AutoDeploy: flag.refine((isOn) => isOn, 'without AutoDeploy nothing is deployed'),
      RouteSettings: z.record(z.string(), settings).default({}),
      DefaultRouteSettings: settings.default({}),
    },
    ['ApiId', 'AccessLogSettings', 'Description', 'Tags'],
  );
  return (routeKey) => {
    const chosen = { ...DefaultRouteSettings, ...RouteSettings[routeKey] };
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = chosen;
    if (ThrottlingRateLimit === undefined || ThrottlingBurstLimit === undefined) return undefined;
    return { ratePerSecond: ThrottlingRateLimit, burst: ThrottlingBurstLimit };
  };
};

const routeShape = {
  RouteKey: z.string().regex(/^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ANY) \/\S*$/),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
  AuthorizerId: z.string().optional(),
};

const readRoute = (cloud: Cloud, placed: Placed, throttleOf: ThrottleOf): RouteModel => {
  const { RouteKey, Target, AuthorizationType, AuthorizerId } = readProperties(placed, routeShape, [
    'ApiId',
    'OperationName',
  ]);
  const integration = cloud.find(Target.slice('integrations/'.length), 'AWS::ApiGatewayV2::Integration');
  if (integration === undefined)
    throw new Error(`The route ${RouteKey} leads to an integration that is not there.`);
  const { IntegrationUri, TimeoutInMillis } = readProperties(
    integration,
    {
      IntegrationType: z.literal('AWS_PROXY'),
      IntegrationUri: z.string(),
      PayloadFormatVersion: z.literal('2.0'),
      TimeoutInMillis: number.default(30_000),
    },
    ['ApiId', 'Description', 'IntegrationMethod'],
  );
  const functionArn = functionArnIn(IntegrationUri);
  requirePermission(cloud, functionArn, 'apigateway.amazonaws.com');
  const [method = '', path = ''] = RouteKey.split(' ');
  return {
    key: RouteKey,
    method,
    path,
    functionArn,
    authorizerArn: AuthorizationType === 'CUSTOM' ? readAuthorizer(cloud, AuthorizerId, RouteKey) : undefined,
    timeoutMs: TimeoutInMillis,
    throttle: throttleOf(RouteKey),
  };
};

/** Either the function's ARN itself, or the address at which API Gateway calls it. */
const functionArnIn = (uri: string): string =>
  /functions\/(arn:aws:lambda:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;

const readAuthorizer = (cloud: Cloud, id: string | undefined, routeKey: string): string => {
  const authorizer = cloud.find(id ?? '', 'AWS::ApiGatewayV2::Authorizer');
  if (authorizer === undefined) throw new Error(`The authorizer of ${routeKey} is not in the templates.`);
  const { AuthorizerUri } = readProperties(
    authorizer,
    {
      AuthorizerType: z.literal('REQUEST'),
      AuthorizerUri: z.string(),
      AuthorizerPayloadFormatVersion: z.literal('2.0'),
      EnableSimpleResponses: flag.refine((isOn) => isOn, 'only simple responses are known here'),
      IdentitySource: z.array(z.string()).max(0, 'an identity source is not known here').default([]),
      AuthorizerResultTtlInSeconds: number.refine((ttl) => ttl === 0, 'verdicts are not cached here'),
    },
    ['ApiId', 'Name'],
  );
  const arn = functionArnIn(AuthorizerUri);
  requirePermission(cloud, arn, 'apigateway.amazonaws.com');
  return arn;
};
