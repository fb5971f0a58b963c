import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { functions } from '../../shared/contract/functions.ts';
import { routes } from '../../shared/contract/routes.ts';
import { authorizer, consumers, schedules } from '../../shared/contract/workers.ts';
import {
  at,
  listOf,
  type Resource,
  removeScratch,
  type Synthesized,
  synthesize,
  targetOf,
} from './synthesized.ts';

let starter: Synthesized;
beforeAll(async () => {
  starter = await synthesize({
    crmOrigins: 'https://crm.example.com, https://eu.crm.example.com',
    privacyUrl: 'https://example.com/privacy',
  });
}, 60_000);
afterAll(removeScratch);

describe('the functions', () => {
  test('are those of the table, on Node 24 and Graviton, with its times and sizes', () => {
    const expected = functions.map(({ operationId, timeoutSeconds, memoryMb }) => ({
      FunctionName: `creator-connect-starter-${operationId}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: timeoutSeconds,
      MemorySize: memoryMb,
    }));

    const own = starter
      .find('AWS::Lambda::Function')
      .filter(({ Properties }) => at(Properties, 'Environment', 'Variables', 'OPERATION_ID') !== undefined)
      .map(({ Properties }) => Properties);

    expect(own).toHaveLength(expected.length);
    for (const properties of expected) expect(own).toContainEqual(expect.objectContaining(properties));
  });

  test('have no reserved concurrency, of which a new account has none to give', () => {
    const reserved = starter
      .find('AWS::Lambda::Function')
      .filter(({ Properties }) => Properties['ReservedConcurrentExecutions'] !== undefined);

    expect(reserved).toEqual([]);
  });

  test('wait for the migration, all but the one that runs it', () => {
    const trigger = starter.only('Custom::Trigger').id;
    const early = starter
      .find('AWS::Lambda::Function')
      .filter(({ Properties }) => at(Properties, 'Environment', 'Variables', 'OPERATION_ID') !== undefined)
      .filter(({ DependsOn }) => !DependsOn.includes(trigger))
      .map(({ Properties }) => Properties['FunctionName']);

    expect(early).toEqual(['creator-connect-starter-migrate']);
  });
});

describe('the API', () => {
  const integrationOf = (route: Resource): unknown => {
    const parts = listOf(at(route.Properties, 'Target', 'Fn::Join', 1));
    return targetOf(starter.byId(at(parts.at(-1), 'Ref'))?.Properties['IntegrationUri'], starter);
  };

  test('has the routes of the table, each leading to its own function', () => {
    const actual = starter
      .find('AWS::ApiGatewayV2::Route')
      .map((route) => `${String(route.Properties['RouteKey'])} -> ${String(integrationOf(route))}`);

    expect(actual.toSorted()).toEqual(
      routes
        .map(
          ({ method, path, operationId }) =>
            `${method} ${path} -> Function/creator-connect-starter-${operationId}`,
        )
        .toSorted(),
    );
  });

  test('asks the authorizer wherever the table asks for a caller, and nowhere else', () => {
    const asked = starter
      .find('AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => Properties['AuthorizationType'] === 'CUSTOM')
      .map(({ Properties }) => Properties['RouteKey']);

    expect(asked.toSorted()).toEqual(
      routes
        .filter(({ auth }) => auth.kind === 'scope' || auth.kind === 'caller')
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    );
  });

  test('lets the authorizer see every request and remembers no verdict', () => {
    const { Properties } = starter.only('AWS::ApiGatewayV2::Authorizer');

    expect(Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
    });
    expect(Properties['IdentitySource']).toBeUndefined();
    expect(JSON.stringify(Properties['AuthorizerUri'])).toContain('authorizecaller');
  });

  test('may call each function on its own route, and the authorizer, and nothing more', () => {
    const permitted = starter
      .find('AWS::Lambda::Permission')
      .map(({ Properties }) => targetOf(Properties['FunctionName'], starter));

    expect(permitted.toSorted()).toEqual(
      [...routes, authorizer]
        .map(({ operationId }) => `Function/creator-connect-starter-${operationId}`)
        .toSorted(),
    );
    for (const { Properties } of starter.find('AWS::Lambda::Permission')) {
      expect(Properties['Principal']).toBe('apigateway.amazonaws.com');
      expect(Properties['SourceArn']).toBeDefined();
    }
  });

  test('throttles each route as the table says, after the route exists', () => {
    const stage = starter.only('AWS::ApiGatewayV2::Stage');
    const routeIds = starter.find('AWS::ApiGatewayV2::Route').map(({ id }) => id);

    expect(stage.Properties['RouteSettings']).toEqual(
      Object.fromEntries(
        routes.map(({ method, path, throttle }) => [
          `${method} ${path}`,
          { ThrottlingRateLimit: throttle.ratePerSecond, ThrottlingBurstLimit: throttle.burst },
        ]),
      ),
    );
    expect(stage.DependsOn).toEqual(expect.arrayContaining(routeIds));
  });

  test('logs requests without query, headers and verdict', () => {
    const format = String(
      at(starter.only('AWS::ApiGatewayV2::Stage').Properties, 'AccessLogSettings', 'Format'),
    );
    const logged = format.match(/\$context\.[\w.]+/g) ?? [];

    expect(logged).toContain('$context.requestId');
    expect(logged.filter((name) => /query|header|identity|claims|authorizer(?!\.error)/i.test(name))).toEqual(
      [],
    );
  });

  test('admits the origins of the CRM, without credentials', () => {
    expect(starter.only('AWS::ApiGatewayV2::Api').Properties['CorsConfiguration']).toEqual({
      AllowOrigins: ['https://crm.example.com', 'https://eu.crm.example.com'],
      AllowMethods: ['GET', 'POST', 'DELETE'],
      AllowHeaders: ['authorization', 'content-type', 'idempotency-key'],
      ExposeHeaders: ['x-request-id', 'retry-after', 'idempotent-replay'],
      MaxAge: 600,
    });
  });
});

test('every consumer is fed as the table says, reports single failures and is bounded', () => {
  const mappings = starter.find('AWS::Lambda::EventSourceMapping').map(({ Properties }) => ({
    queue: targetOf(Properties['EventSourceArn'], starter),
    function: targetOf(Properties['FunctionName'], starter),
    batch: Properties['BatchSize'],
    window: Properties['MaximumBatchingWindowInSeconds'],
    reports: Properties['FunctionResponseTypes'],
    bounded: Number(at(Properties, 'ScalingConfig', 'MaximumConcurrency')) >= 2,
  }));

  expect(mappings).toEqual(
    consumers.map((row) => ({
      queue: `Queue/creator-connect-starter-${row.queue}`,
      function: `Function/creator-connect-starter-${row.operationId}`,
      batch: row.batchSize,
      window: row.batchWindowSeconds,
      reports: ['ReportBatchItemFailures'],
      bounded: true,
    })),
  );
});

test('transfers, which the database has not to bear, run beside more of their kind than any other consumer', () => {
  const bounds = starter.find('AWS::Lambda::EventSourceMapping').map(({ Properties }) => ({
    function: targetOf(Properties['FunctionName'], starter),
    most: Number(at(Properties, 'ScalingConfig', 'MaximumConcurrency')),
  }));
  const transfers = bounds.filter((one) => one.function.endsWith('-transfer-media'));
  const others = bounds.filter((one) => !one.function.endsWith('-transfer-media'));

  expect(transfers.map(({ most }) => most)).toEqual([4]);
  expect([...new Set(others.map(({ most }) => most))]).toEqual([2]);
});

test('every schedule runs at its rate, and what cannot be handed over is given up by the next run', () => {
  const planned = starter.find('AWS::Scheduler::Schedule').map(({ Properties }) => ({
    function: targetOf(at(Properties, 'Target', 'Arn'), starter),
    rate: Properties['ScheduleExpression'],
    retry: at(Properties, 'Target', 'RetryPolicy'),
  }));
  const repeats = starter
    .find('AWS::Lambda::EventInvokeConfig')
    .map(({ Properties }) => Properties['MaximumRetryAttempts']);

  expect(planned).toEqual(
    schedules.map(({ operationId, everyMinutes }) => ({
      function: `Function/creator-connect-starter-${operationId}`,
      rate: everyMinutes === 1 ? 'rate(1 minute)' : `rate(${everyMinutes} minutes)`,
      retry: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: everyMinutes * 60 },
    })),
  );
  expect(repeats).toEqual(schedules.map(() => 0));
});

test('a stage with its own domain serves it by TLS 1.2 and names it wherever an address is told', async () => {
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/3f0c';
  const production = await synthesize({
    stage: 'production',
    domainName: 'connect.example.com',
    certificateArn,
    verificationFiles: { 'tiktokA1.txt': 'tiktok-developers-site-verification=A1' },
  });
  const [distribution] = production.find('AWS::CloudFront::Distribution');
  const [pages] = production
    .find('Custom::CDKBucketDeployment')
    .filter(({ id }) => id.startsWith('WebSiteFilesPages'));
  const told = production
    .find('AWS::Lambda::Function')
    .map(({ Properties }) => at(Properties, 'Environment', 'Variables', 'PUBLIC_URL'))
    .filter((url) => url !== undefined);

  expect(at(distribution?.Properties, 'DistributionConfig')).toMatchObject({
    Aliases: ['connect.example.com'],
    ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
  });
  expect(new Set(told)).toEqual(new Set(['https://connect.example.com']));
  expect(production.service.Outputs['RedirectUri']?.Value).toBe(
    'https://connect.example.com/api/auth/tiktok/callback',
  );
  expect(listOf(pages?.Properties['SourceObjectKeys'])).toHaveLength(2);
}, 60_000);

test('the outputs name everything that an operator has to put somewhere', () => {
  const outputs = starter.service.Outputs;

  expect(Object.keys(outputs).toSorted()).toEqual([
    'ApiUrl',
    'RedirectUri',
    'SigningSecretArn',
    'SiteTarget',
    'SiteUrl',
    'TikTokAppSecretArn',
    'WebhookUrl',
  ]);
  expect(targetOf(outputs['SigningSecretArn']?.Value, starter)).toBe(
    'Secret/creator-connect/starter/crm-signing-secret',
  );
  expect(targetOf(outputs['TikTokAppSecretArn']?.Value, starter)).toBe(
    'Secret/creator-connect/starter/tiktok-app',
  );
  expect(JSON.stringify(outputs['RedirectUri']?.Value)).toContain('/api/auth/tiktok/callback');
  expect(JSON.stringify(outputs['WebhookUrl']?.Value)).toContain('/api/webhooks/tiktok');
});

test('the stacks form no cycle: the data stack takes nothing from the service stack', () => {
  expect(JSON.stringify(starter.data)).not.toContain('Fn::ImportValue');
  expect(JSON.stringify(starter.data)).not.toContain('creator-connect-starter-service');
});
