import { describe, expect, test } from '@jest/globals';
import { mayCloudFrontList } from '../../../infra/local/runtime/bucket-policy.ts';
import { createCloud } from '../../../infra/local/runtime/cloud.ts';

const bucketArn = 'arn:aws:s3:::site';
const distributionArn = 'arn:aws:cloudfront::000000000000:distribution/D1';

const read = {
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { StringEquals: { 'AWS:SourceArn': distributionArn } },
};
const tlsOnly = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 's3:*',
  Resource: [bucketArn, `${bucketArn}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

const mayList = (Statement: readonly unknown[], Bucket = 'site'): boolean => {
  const Resources = {
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket, PolicyDocument: { Version: '2012-10-17', Statement } },
      Metadata: {},
    },
  };
  const template = { Resources, Parameters: {}, Conditions: {}, Mappings: {}, Outputs: {} };
  const stack = { name: 'stack', region: 'eu-central-1', accountId: '000000000000', template };
  return mayCloudFrontList(
    createCloud({ assetPaths: new Map(), stacks: [stack] }, {}),
    bucketArn,
    distributionArn,
  );
};

describe('CloudFront', () => {
  test('may list a bucket whose policy grants it to this distribution', () => {
    expect(mayList([tlsOnly, read])).toBe(true);
    expect(mayList([{ ...read, Action: 's3:List*' }])).toBe(true);
  });

  test.each([
    ['grants reading alone', [{ ...read, Action: 's3:GetObject' }]],
    ['grants it on the objects alone', [{ ...read, Resource: `${bucketArn}/*` }]],
    ['grants it to another service', [{ ...read, Principal: { Service: 'logging.s3.amazonaws.com' } }]],
    [
      'grants it to another distribution',
      [{ ...read, Condition: { StringEquals: { 'aws:SourceArn': `${distributionArn}X` } } }],
    ],
    ['denies it as well', [read, { ...tlsOnly, Condition: {} }]],
    ['says nothing', []],
  ])('may not list a bucket whose policy %s', (_, statements) => {
    expect(mayList(statements)).toBe(false);
  });

  test('may not list a bucket by the policy of another one', () => {
    expect(mayList([read], 'other')).toBe(false);
  });

  test('is not let through by a condition that nobody here knows', () => {
    const statement = { ...read, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } };

    expect(() => mayList([statement])).toThrow('aws:SourceVpc');
  });
});
