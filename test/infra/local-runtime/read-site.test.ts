import { describe, expect, test } from '@jest/globals';
import type { Assembly, Resource } from '../../../infra/local/runtime/assembly.ts';
import { createCloud } from '../../../infra/local/runtime/cloud.ts';
import { compileFilters, readDeployments } from '../../../infra/local/runtime/read-deployments.ts';
import { readHeaders } from '../../../infra/local/runtime/read-headers.ts';

const assemblyOf = (Resources: Record<string, Resource>): Assembly => ({
  assetPaths: new Map([['site.zip', '/built/site']]),
  stacks: [
    {
      name: 'stack',
      region: 'eu-central-1',
      accountId: '000000000000',
      template: { Resources, Parameters: {}, Conditions: {}, Mappings: {}, Outputs: {} },
    },
  ],
});

const deployment = (given: Record<string, unknown> = {}): Resource => ({
  Type: 'Custom::CDKBucketDeployment',
  Properties: { SourceObjectKeys: ['site.zip'], DestinationBucketName: 'site', ...given },
  Metadata: {},
});

const read = (Resources: Record<string, Resource>) => {
  const assembly = assemblyOf(Resources);
  return readDeployments(createCloud(assembly, {}), assembly);
};

describe('the files of a site', () => {
  test('are those of each deployment, with the time that it gives them', () => {
    const { bucket, files } = read({
      Assets: deployment({
        Exclude: ['*'],
        Include: ['assets/*'],
        SystemMetadata: { 'cache-control': 'immutable' },
      }),
      Pages: deployment({ Exclude: ['assets/*'] }),
    });

    const held = files.map(({ holds }) => ['assets/a.js', 'docs/index.html'].filter(holds));
    expect(bucket).toBe('site');
    expect(held).toEqual([['assets/a.js'], ['docs/index.html']]);
    expect(files.map(({ folders, cacheControl }) => [folders, cacheControl])).toEqual([
      [['/built/site'], 'immutable'],
      [['/built/site'], undefined],
    ]);
  });

  test.each([
    ['all of them without a filter', [], [], 'a/b.txt', true],
    ['not what is left out, in any folder', ['a/*'], [], 'a/b/c.txt', false],
    ['but for what is named again', ['*'], ['a/?.txt'], 'a/b.txt', true],
    ['with a sign taken for itself', ['*.js'], [], 'a_js', true],
  ])('are %s', (_, exclude, include, path, isHeld) => {
    expect(compileFilters(exclude, include)(path)).toBe(isHeld);
  });

  test.each([
    ['a filter with a set of characters', { Exclude: ['[ab]'] }, 'sets of characters'],
    ['metadata of another kind', { SystemMetadata: { 'content-type': 'text/html' } }, 'content-type'],
    ['a folder within the bucket', { DestinationBucketKeyPrefix: 'a' }, 'DestinationBucketKeyPrefix'],
    ['sources that were not built here', { SourceObjectKeys: ['other.zip'] }, 'other.zip'],
  ])('are not guessed at %s', (_, given, words) => {
    expect(() => read({ Pages: deployment(given) })).toThrow(words);
  });

  test('lie in one bucket', () => {
    const other = deployment({ DestinationBucketName: 'other' });

    expect(() => read({ Pages: deployment(), Others: other })).toThrow('other too');
  });
});

describe('a headers policy', () => {
  const cors = {
    AccessControlAllowOrigins: { Items: ['*'] },
    AccessControlAllowMethods: { Items: ['GET'] },
    AccessControlAllowHeaders: { Items: ['*'] },
    AccessControlAllowCredentials: false,
    AccessControlMaxAgeSec: 60,
    OriginOverride: true,
  };
  const readPolicy = (CorsConfig: Record<string, unknown>) => {
    const Policy: Resource = {
      Type: 'AWS::CloudFront::ResponseHeadersPolicy',
      Properties: { ResponseHeadersPolicyConfig: { Name: 'policy', CorsConfig } },
      Metadata: {},
    };
    const provide = () => ({ ref: 'policy', attributes: {} });
    const cloud = createCloud(assemblyOf({ Policy }), { 'AWS::CloudFront::ResponseHeadersPolicy': provide });
    return readHeaders(cloud, 'policy');
  };

  test('that admits every origin is read', () => {
    expect(readPolicy(cors)).toEqual({
      rules: [],
      cors: { allowMethods: ['GET'], allowHeaders: ['*'], exposeHeaders: [], maxAgeSeconds: 60 },
    });
  });

  test.each([
    ['names origins', { AccessControlAllowOrigins: { Items: ['https://crm.example'] } }, 'all origins'],
    ['admits credentials', { AccessControlAllowCredentials: true }, 'credentials'],
    ['leaves the word to the bucket', { OriginOverride: false }, 'CORS headers of the bucket'],
    ['has a setting that is new', { AccessControlNew: true }, 'AccessControlNew'],
  ])('that %s stops the start', (_, given, words) => {
    expect(() => readPolicy({ ...cors, ...given })).toThrow(words);
  });
});
