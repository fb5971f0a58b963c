import { describe, expect, test } from '@jest/globals';
import type { BucketProps } from '../../../infra/local/aws/start-aws.ts';
import type { Placed } from '../../../infra/local/runtime/properties.ts';
import { provideBucket } from '../../../infra/local/runtime/provide-bucket.ts';

const placed = (Properties: Record<string, unknown>): Placed => ({
  logicalId: 'MediaBucket4022EBBF',
  resource: { Type: 'AWS::S3::Bucket', Properties, Metadata: {} },
  scope: {
    stackName: 'data',
    region: 'eu-central-1',
    accountId: '000000000000',
    parameters: {},
    conditions: {},
    mappings: {},
    identityOf: (id) => ({ ref: id, attributes: {} }),
    importValue: () => undefined,
    propertyOf: () => undefined,
  },
});

const provide = (properties: Record<string, unknown>) => {
  const created: [string, BucketProps | undefined][] = [];
  const identity = provideBucket(placed(properties), {
    createBucket: (name, props) => {
      created.push([name, props]);
      return { name, arn: `arn:aws:s3:::${name}` };
    },
  });
  return { identity, created };
};

describe('a bucket of the template', () => {
  test('gets its rules of CORS and of expiry, and is known by a name that S3 would take', () => {
    const { identity, created } = provide({
      BucketEncryption: {},
      CorsConfiguration: {
        CorsRules: [{ AllowedOrigins: ['http://localhost:4000'], AllowedMethods: ['PUT'], MaxAge: '3600' }],
      },
      LifecycleConfiguration: {
        Rules: [
          { Id: 'a', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
          { Status: 'Enabled', Prefix: 'media/', ExpirationInDays: 30 },
        ],
      },
    });

    expect(identity.ref).toBe('mediabucket4022ebbf');
    expect(identity.attributes['Arn']).toBe('arn:aws:s3:::mediabucket4022ebbf');
    expect(created).toEqual([
      [
        'mediabucket4022ebbf',
        {
          cors: [
            {
              allowedOrigins: ['http://localhost:4000'],
              allowedMethods: ['PUT'],
              allowedHeaders: [],
              exposedHeaders: [],
              maxAgeSeconds: 3600,
            },
          ],
          lifecycle: [
            { prefix: '', expireAfterDays: undefined, abortUploadsAfterDays: 2 },
            { prefix: 'media/', expireAfterDays: 30, abortUploadsAfterDays: undefined },
          ],
        },
      ],
    ]);
  });

  test.each([
    [{ VersioningConfiguration: { Status: 'Enabled' } }, /VersioningConfiguration/],
    [{ LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Transitions: [] }] } }, /Transitions/],
    [{ LifecycleConfiguration: { Rules: [{ Status: 'Disabled' }] } }, /Status/],
  ])('with %j stops the start, by name', (properties, sentence) => {
    expect(() => provide(properties)).toThrow(sentence);
  });
});
