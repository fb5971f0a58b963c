import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { at, listOf, removeScratch, type Synthesized, synthesize } from './synthesized.ts';

let starter: Synthesized;
beforeAll(async () => {
  starter = await synthesize({
    crmOrigins: 'https://crm.example.com, https://eu.crm.example.com',
    privacyUrl: 'https://example.com/privacy',
  });
}, 60_000);
afterAll(removeScratch);

describe('the web site', () => {
  const behaviour = () => {
    const { Properties } = starter.only('AWS::CloudFront::Distribution');
    return {
      pages: at(Properties, 'DistributionConfig', 'DefaultCacheBehavior'),
      api: at(Properties, 'DistributionConfig', 'CacheBehaviors', 0),
      config: at(Properties, 'DistributionConfig'),
    };
  };
  const headersOf = (cacheBehaviour: unknown): unknown =>
    at(
      starter.byId(at(cacheBehaviour, 'ResponseHeadersPolicyId', 'Ref'))?.Properties,
      'ResponseHeadersPolicyConfig',
      'SecurityHeadersConfig',
    );
  const route = (uri: string): unknown => {
    const code = String(starter.only('AWS::CloudFront::Function').Properties['FunctionCode']);
    const context = createContext({
      event: { request: { uri, method: 'GET', headers: {}, querystring: {} } },
    });
    return runInContext(`${code}\nhandler(event)`, context);
  };

  test('passes the API on untouched: every method, every header but Host, nothing cached', () => {
    expect(behaviour().api).toMatchObject({
      PathPattern: '/api/*',
      // CachingDisabled and AllViewerExceptHostHeader, by the ids that CloudFront gives its managed policies.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      ViewerProtocolPolicy: 'https-only',
    });
    expect(listOf(at(behaviour().api, 'AllowedMethods')).toSorted()).toEqual([
      'DELETE',
      'GET',
      'HEAD',
      'OPTIONS',
      'PATCH',
      'POST',
      'PUT',
    ]);
    expect(at(behaviour().api, 'FunctionAssociations')).toBeUndefined();
  });

  test("never turns an error into a page, which would hide the API's 404s", () => {
    expect(at(behaviour().config, 'CustomErrorResponses')).toBeUndefined();
  });

  test('asks for its pages anew each time, so that a release is seen at once', () => {
    const { Properties } = starter.only('Custom::CDKBucketDeployment');

    expect(at(Properties, 'SystemMetadata', 'cache-control')).toBe('no-cache');
    expect(Properties['Prune']).toBe(true);
  });

  test('keeps no log that would hold the query of the callback', () => {
    expect(at(behaviour().config, 'Logging')).toBeUndefined();
  });

  test('has a strict content policy: own scripts and styles only, no frame, no inline code', () => {
    const policy = String(at(headersOf(behaviour().pages), 'ContentSecurityPolicy', 'ContentSecurityPolicy'));
    const directives = new Map(
      policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );

    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('style-src')).toBe("'self'");
    expect(directives.get('connect-src')).toBe("'self'");
    expect(directives.get('frame-ancestors')).toBe("'none'");
    expect(directives.get('base-uri')).toBe("'none'");
    expect(directives.get('form-action')).toBe("'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test.each(['pages', 'api'] as const)('answers with strict transport and no referrer on %s', (kind) => {
    const headers = headersOf(behaviour()[kind]);

    expect(headers).toMatchObject({
      StrictTransportSecurity: { Override: true },
      ContentTypeOptions: { Override: true },
      ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
    });
    expect(Number(at(headers, 'StrictTransportSecurity', 'AccessControlMaxAgeSec'))).toBeGreaterThanOrEqual(
      31_536_000,
    );
  });

  test('speaks to API Gateway by TLS 1.2 and waits longer than it does', () => {
    const origins = listOf(at(behaviour().config, 'Origins'));
    const api = origins.find((origin) => at(origin, 'CustomOriginConfig') !== undefined);

    expect(at(api, 'CustomOriginConfig')).toMatchObject({
      OriginProtocolPolicy: 'https-only',
      OriginSSLProtocols: ['TLSv1.2'],
    });
    expect(Number(at(api, 'CustomOriginConfig', 'OriginReadTimeout'))).toBeGreaterThan(30);
  });

  test.each([
    ['/', '/index.html'],
    ['/platforms/connect/tiktok', '/platforms/connect/tiktok/index.html'],
    ['/platforms/connect/tiktok/', '/platforms/connect/tiktok/index.html'],
    ['/platforms/connect/tiktok/main.js', '/platforms/connect/tiktok/main.js'],
    ['/__proto__', '/__proto__/index.html'],
    ['/terms', '/terms/index.html'],
  ])('finds the file of %s', (uri, file) => {
    expect(route(uri)).toMatchObject({ uri: file });
  });

  test("leads /privacy to the stage's own statement", () => {
    expect(route('/privacy')).toEqual({
      statusCode: 302,
      statusDescription: 'Found',
      headers: { location: { value: 'https://example.com/privacy' } },
    });
  });
});
