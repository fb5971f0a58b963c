import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compileFilters } from '../../infra/local/runtime/read-deployments.ts';
import { createKeyPair } from '../support/media-key.ts';
import { at, listOf, removeScratch, type Synthesized, synthesize, targetOf } from './synthesized.ts';

const { publicKey } = createKeyPair();
let starter: Synthesized;
beforeAll(async () => {
  starter = await synthesize({
    crmOrigins: 'https://crm.example.com, https://eu.crm.example.com',
    privacyUrl: 'https://example.com/privacy',
    domainName: 'connect.example.com',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/3f0c',
    mediaPublicKey: publicKey,
  });
}, 60_000);
afterAll(removeScratch);

describe('the web site', () => {
  const behaviourOf = (pathPattern: string): unknown =>
    listOf(
      at(starter.only('AWS::CloudFront::Distribution').Properties, 'DistributionConfig', 'CacheBehaviors'),
    ).find((one) => at(one, 'PathPattern') === pathPattern);
  const behaviour = () => {
    const { Properties } = starter.only('AWS::CloudFront::Distribution');
    return {
      pages: at(Properties, 'DistributionConfig', 'DefaultCacheBehavior'),
      api: behaviourOf('/api/*'),
      media: behaviourOf('/media/*'),
      widget: behaviourOf('/widget/*'),
      config: at(Properties, 'DistributionConfig'),
    };
  };
  const headersOf = (cacheBehaviour: unknown): unknown =>
    at(
      starter.byId(at(cacheBehaviour, 'ResponseHeadersPolicyId', 'Ref'))?.Properties,
      'ResponseHeadersPolicyConfig',
      'SecurityHeadersConfig',
    );
  const contentPolicyOf = (cacheBehaviour: unknown): string => {
    const policy = at(headersOf(cacheBehaviour), 'ContentSecurityPolicy', 'ContentSecurityPolicy');
    if (typeof policy === 'string') return policy;
    return listOf(at(policy, 'Fn::Join', 1))
      .map((part) => targetOf(part, starter))
      .join('');
  };
  const exportedValue = (value: unknown): unknown =>
    Object.values(starter.data.Outputs).find(({ Export }) => Export?.Name === at(value, 'Fn::ImportValue'))
      ?.Value;
  const route = (uri: string, method = 'GET'): unknown => {
    const code = String(starter.only('AWS::CloudFront::Function').Properties['FunctionCode']);
    const context = createContext({
      event: { request: { uri, method, headers: {}, querystring: {} } },
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
    const responses = listOf(at(behaviour().config, 'CustomErrorResponses'));

    expect(responses.map((one) => Object.keys(Object(one)).toSorted())).toEqual(
      responses.map(() => ['ErrorCachingMinTTL', 'ErrorCode']),
    );
  });

  test('keeps no error: what one caller is answered is not told to the next', () => {
    const responses = listOf(at(behaviour().config, 'CustomErrorResponses'));

    // All that CloudFront keeps at all, for ten seconds unless told otherwise, but for 412, 415 and 416.
    expect(responses.map((one) => [at(one, 'ErrorCode'), at(one, 'ErrorCachingMinTTL')])).toEqual(
      [400, 403, 404, 405, 414, 500, 501, 502, 503, 504].map((code) => [code, 0]),
    );
  });

  test('serves media to whoever has an address that the stage’s key signed, and reads them as itself', () => {
    const { media, config } = behaviour();
    const [bucket] = starter.find('AWS::S3::Bucket').filter(({ id }) => id.startsWith('MediaBucket'));
    const origin = listOf(at(config, 'Origins')).find((one) => at(one, 'Id') === at(media, 'TargetOriginId'));
    const groups = listOf(at(media, 'TrustedKeyGroups')).map((group) => at(group, 'Ref'));
    const keys = listOf(at(starter.byId(groups[0])?.Properties, 'KeyGroupConfig', 'Items')).map((key) =>
      at(key, 'Ref'),
    );
    const access = starter.byId(at(origin, 'OriginAccessControlId', 'Fn::GetAtt', 0))?.Properties;

    expect(media).toMatchObject({
      ViewerProtocolPolicy: 'https-only',
      // CachingDisabled: a copy at the edge would outlive what somebody deletes.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      Compress: false,
    });
    expect(listOf(at(media, 'AllowedMethods') ?? ['GET', 'HEAD']).toSorted()).toEqual(['GET', 'HEAD']);
    expect(at(media, 'FunctionAssociations')).toBeUndefined();
    expect(at(media, 'OriginRequestPolicyId')).toBeUndefined();
    expect([groups.length, keys.length]).toEqual([1, 1]);
    expect(at(starter.byId(keys[0])?.Properties, 'PublicKeyConfig', 'EncodedKey')).toBe(publicKey);
    expect(at(access, 'OriginAccessControlConfig')).toMatchObject({
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    });
    expect(exportedValue(at(origin, 'DomainName'))).toEqual({
      'Fn::GetAtt': [bucket?.id, 'RegionalDomainName'],
    });
  });

  const mediaGrants = (of: Synthesized) =>
    of
      .find('AWS::S3::BucketPolicy')
      .filter(({ Properties }) => targetOf(Properties['Bucket'], of).startsWith('Bucket/MediaBucket'))
      .flatMap(({ Properties }) => listOf(at(Properties, 'PolicyDocument', 'Statement')))
      .filter((statement) => at(statement, 'Effect') === 'Allow');

  test('is the only stranger that the media bucket admits, to its media alone, from this account', () => {
    const [granted, ...others] = mediaGrants(starter).filter(
      (statement) => at(statement, 'Principal', 'Service') !== undefined,
    );

    expect(others).toEqual([]);
    expect(granted).toMatchObject({
      Principal: { Service: 'cloudfront.amazonaws.com' },
      Action: 's3:GetObject',
    });
    expect(JSON.stringify(at(granted, 'Resource'))).toContain('/media/*"');
    expect(JSON.stringify(at(granted, 'Condition', 'ArnLike', 'aws:SourceArn'))).toMatch(
      /:cloudfront::.*AWS::AccountId.*:distribution\/\*/,
    );
    expect(JSON.stringify(mediaGrants(starter))).not.toMatch(/"AWS":"\*"|"Principal":"\*"/);
  });

  test('serves no media without a key, and the bucket then admits nobody', async () => {
    const without = await synthesize();

    const config = at(without.only('AWS::CloudFront::Distribution').Properties, 'DistributionConfig');
    const patterns = listOf(at(config, 'CacheBehaviors')).map((one) => at(one, 'PathPattern'));

    expect(patterns).toEqual(['/api/*', '/widget/*']);
    expect(without.find('AWS::CloudFront::PublicKey', 'AWS::CloudFront::KeyGroup')).toEqual([]);
    expect(JSON.stringify(mediaGrants(without))).not.toMatch(/cloudfront|"\*"/);
  }, 60_000);

  test('shows what a stranger uploaded as no page of its own', () => {
    const headers = headersOf(behaviour().media);

    expect(at(headers, 'ContentTypeOptions')).toEqual({ Override: true });
    expect(contentPolicyOf(behaviour().media)).toContain("default-src 'none'");
    expect(contentPolicyOf(behaviour().media).split('; ')).toContain('sandbox');
  });

  /** The deployments, by what they upload. */
  const deployments = () => {
    const found = starter.find('Custom::CDKBucketDeployment');
    const of = (word: string) => {
      const [one, ...others] = found.filter(({ id }) => id.startsWith(`WebSiteFiles${word}`));
      if (one === undefined || others.length > 0) throw new Error(`not exactly one deployment of ${word}`);
      return one;
    };
    return { assets: of('Assets'), widget: of('Widget'), pages: of('Pages'), found };
  };

  test('asks for its pages anew each time, so that a release is seen at once', () => {
    const { Properties } = deployments().pages;

    expect(at(Properties, 'SystemMetadata', 'cache-control')).toBe('no-cache');
    expect(Properties['Prune']).toBe(true);
  });

  test('lets everybody keep what has its hash in its name, and leaves it to the pages that are open', () => {
    const { Properties } = deployments().assets;

    expect(at(Properties, 'SystemMetadata', 'cache-control')).toBe('public, max-age=31536000, immutable');
    expect([Properties['Exclude'], Properties['Include']]).toEqual([['*'], ['assets/*']]);
    expect(Properties['Prune']).toBe(false);
  });

  test('gives out a new widget five minutes after its release at the latest, at the edge and in the browser', () => {
    const { Properties } = deployments().widget;

    expect(at(Properties, 'SystemMetadata', 'cache-control')).toBe('public, max-age=300');
    expect([Properties['Exclude'], Properties['Include']]).toEqual([['*'], ['widget/*']]);
    // CachingOptimized keeps an answer no longer than its `max-age`.
    expect(behaviour().widget).toMatchObject({ CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6' });
  });

  test('uploads each file once, and no page before what it loads', () => {
    const { assets, widget, pages, found } = deployments();
    const uploads = found.map(({ Properties }) =>
      compileFilters(filtersIn(Properties['Exclude']), filtersIn(Properties['Include'])),
    );
    const paths = ['index.html', 'docs/index.html', 'assets/a-HASH.js', 'widget/react.d.ts', 'tiktok1.txt'];

    expect(paths.map((path) => uploads.filter((holds) => holds(path)).length)).toEqual(paths.map(() => 1));
    expect(pages.DependsOn).toEqual(expect.arrayContaining([assets.id, widget.id]));
  });

  const filtersIn = (value: unknown): string[] => listOf(value).map(String);

  test('can be deleted with all that is in its bucket', () => {
    const [bucket] = starter.find('AWS::S3::Bucket').filter(({ id }) => id.startsWith('WebSiteBucket'));
    const emptied = starter
      .find('Custom::S3AutoDeleteObjects')
      .map(({ Properties }) => at(Properties, 'BucketName', 'Ref'));

    expect(bucket?.DeletionPolicy).toBe('Delete');
    expect(emptied).toContain(bucket?.id);
  });

  test('shows its widget to pages of every origin, without credentials, and as no page of its own', () => {
    const { widget, pages } = behaviour();
    const policy = at(
      starter.byId(at(widget, 'ResponseHeadersPolicyId', 'Ref'))?.Properties,
      'ResponseHeadersPolicyConfig',
    );

    expect(at(widget, 'TargetOriginId')).toBe(at(pages, 'TargetOriginId'));
    expect(at(widget, 'ViewerProtocolPolicy')).toBe('redirect-to-https');
    expect(listOf(at(widget, 'AllowedMethods')).toSorted()).toEqual(['GET', 'HEAD', 'OPTIONS']);
    expect(at(policy, 'CorsConfig')).toMatchObject({
      AccessControlAllowOrigins: { Items: ['*'] },
      AccessControlAllowCredentials: false,
      OriginOverride: true,
    });
    expect(at(policy, 'CustomHeadersConfig', 'Items')).toEqual([
      { Header: 'cross-origin-resource-policy', Value: 'cross-origin', Override: true },
    ]);
    expect(contentPolicyOf(widget)).toBe(contentPolicyOf(behaviour().api));
    expect(contentPolicyOf(widget)).toContain("default-src 'none'");
  });

  test('shows its pages and its API to no other origin', () => {
    const shared = (['pages', 'api', 'media'] as const).map((kind) =>
      at(
        starter.byId(at(behaviour()[kind], 'ResponseHeadersPolicyId', 'Ref'))?.Properties,
        'ResponseHeadersPolicyConfig',
        'CorsConfig',
      ),
    );

    expect(shared).toEqual([undefined, undefined, undefined]);
  });

  test('keeps no log that would hold the query of the callback', () => {
    expect(at(behaviour().config, 'Logging')).toBeUndefined();
  });

  test('has a strict content policy: own scripts and styles only, no frame, no inline code', () => {
    const policy = contentPolicyOf(behaviour().pages);
    const directives = new Map(
      policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );

    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('style-src')).toBe("'self'");
    // Parts of a file go straight to the media bucket.
    expect(directives.get('connect-src')).toMatch(/^'self' https:\/\/Bucket\/MediaBucket\w+$/);
    // The file or the address that somebody is about to post.
    expect(directives.get('media-src')).toBe("'self' blob: https:");
    expect(directives.get('img-src')).toBe("'self' https:");
    expect(directives.get('frame-ancestors')).toBe("'none'");
    expect(directives.get('base-uri')).toBe("'none'");
    expect(directives.get('form-action')).toBe("'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test('gives whoever opened a page no hold on its window', () => {
    const { pages } = behaviour();
    const policy = starter.byId(at(pages, 'ResponseHeadersPolicyId', 'Ref'))?.Properties;

    expect(listOf(at(policy, 'ResponseHeadersPolicyConfig', 'CustomHeadersConfig', 'Items'))).toContainEqual({
      Header: 'cross-origin-opener-policy',
      Value: 'same-origin',
      Override: true,
    });
  });

  test.each(['pages', 'api', 'media', 'widget'] as const)(
    'answers with strict transport and no referrer on %s',
    (kind) => {
      const headers = headersOf(behaviour()[kind]);

      expect(headers).toMatchObject({
        StrictTransportSecurity: { Override: true },
        ContentTypeOptions: { Override: true },
        ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
      });
      expect(Number(at(headers, 'StrictTransportSecurity', 'AccessControlMaxAgeSec'))).toBeGreaterThanOrEqual(
        31_536_000,
      );
    },
  );

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
    ['/platforms/tiktok/upload', '/platforms/tiktok/upload/index.html'],
    ['/widget/creator-connect-widget.js', '/widget/creator-connect-widget.js'],
    ['/platforms/connect/tiktok/main.js', '/platforms/connect/tiktok/main.js'],
    ['/__proto__', '/__proto__/index.html'],
    ['/terms', '/terms/index.html'],
  ])('finds the file of %s', (uri, file) => {
    expect(route(uri)).toMatchObject({ uri: file });
  });

  test('answers OPTIONS of the widget in place of the bucket, which knows no CORS', () => {
    const [association] = listOf(at(behaviour().widget, 'FunctionAssociations'));

    expect(association).toEqual(listOf(at(behaviour().pages, 'FunctionAssociations'))[0]);
    expect(route('/widget/creator-connect-widget.js', 'OPTIONS')).toMatchObject({ statusCode: 204 });
  });

  test("leads /privacy to the stage's own statement", () => {
    expect(route('/privacy')).toEqual({
      statusCode: 302,
      statusDescription: 'Found',
      headers: { location: { value: 'https://example.com/privacy' } },
    });
  });
});
