import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi as Api,
  CfnAuthorizer,
  CfnStage,
  CorsHttpMethod,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../../shared/contract/rows.ts';
import type { StageSettings } from '../stages.ts';

/**
 * The HTTP API: a route for each row of the table, with its own throttle. API Gateway's own address stays reachable
 * beside the site's; both lead to the same functions, which trust neither.
 */
export class HttpApi extends Construct {
  readonly api: Api;
  readonly accessLog: LogGroup;
  /** Without scheme; what CloudFront forwards to. */
  readonly domainName: string;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    this.api = new Api(this, 'Api', {
      apiName: `creator-connect-${stage.stage}`,
      description: 'Creator Connect',
      createDefaultStage: false,
      ...(stage.crmOrigins.length === 0 ? {} : { corsPreflight: corsFor(stage.crmOrigins) }),
    });
    this.domainName = `${this.api.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    this.accessLog = new LogGroup(this, 'AccessLog', {
      // This prefix spares the account's log resource policy, which is limited in size.
      logGroupName: `/aws/vendedlogs/creator-connect/${stage.stage}/api`,
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Adds the routes and, after them, the stage that serves them. */
  serve(routes: readonly Route[], functionOf: (route: Route) => IFunction, authorizer: IFunction): void {
    const callers = this.addAuthorizer(authorizer);
    const added = routes.map((route) => this.addRoute(route, functionOf(route), callers));
    // Its throttles name routes, which must exist by then.
    this.addStage(routes).node.addDependency(...added);
  }

  /** Without an identity source and without a cache it sees every request and admits it with its verdict. */
  private addAuthorizer(handler: IFunction): IHttpRouteAuthorizer {
    const authorizer = new CfnAuthorizer(this, 'Callers', {
      apiId: this.api.apiId,
      name: 'callers',
      authorizerType: 'REQUEST',
      authorizerPayloadFormatVersion: '2.0',
      authorizerResultTtlInSeconds: 0,
      authorizerUri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${handler.functionArn}/invocations`,
      enableSimpleResponses: true,
    });
    handler.addPermission('ApiGateway', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${this.api.apiId}/authorizers/${authorizer.ref}`,
    });
    return { bind: () => ({ authorizerId: authorizer.ref, authorizationType: 'CUSTOM' }) };
  }

  private addRoute(route: Route, handler: IFunction, callers: IHttpRouteAuthorizer): HttpRoute {
    return new HttpRoute(this, route.operationId, {
      httpApi: this.api,
      routeKey: HttpRouteKey.with(route.path, HttpMethod[route.method]),
      integration: new HttpLambdaIntegration(route.operationId, handler),
      authorizer: needsCaller(route) ? callers : new HttpNoneAuthorizer(),
    });
  }

  private addStage(routes: readonly Route[]): HttpStage {
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destination: new LogGroupLogDestination(this.accessLog), format: accessLogFormat },
      // For what no row names: a 404.
      throttle: { rateLimit: 50, burstLimit: 100 },
    });
    const { defaultChild } = stage.node;
    if (!(defaultChild instanceof CfnStage)) throw new Error('The stage of the HTTP API has another form.');
    defaultChild.routeSettings = Object.fromEntries(routes.map(throttleOf));
    return stage;
  }
}

const needsCaller = ({ auth }: Route): boolean => auth.kind === 'scope' || auth.kind === 'caller';

const throttleOf = ({ method, path, throttle }: Route) =>
  [
    `${method} ${path}`,
    { ThrottlingRateLimit: throttle.ratePerSecond, ThrottlingBurstLimit: throttle.burst },
  ] as const;

const corsFor = (origins: readonly string[]) => ({
  allowOrigins: [...origins],
  allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.DELETE],
  allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
  exposeHeaders: ['x-request-id', 'retry-after', 'idempotent-replay'],
  maxAge: Duration.minutes(10),
});

/** The path, never the query: the callback's carries the code and the state of an authorization. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    requestId: '$context.requestId',
    route: '$context.routeKey',
    path: '$context.path',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    functionLatencyMs: '$context.integrationLatency',
    functionStatus: '$context.integrationStatus',
    responseBytes: '$context.responseLength',
    error: '$context.error.message',
    functionError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);
