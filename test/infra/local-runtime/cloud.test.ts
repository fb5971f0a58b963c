import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import type { Assembly, Resource } from '../../../infra/local/runtime/assembly.ts';
import { createCloud } from '../../../infra/local/runtime/cloud.ts';
import { readProperties } from '../../../infra/local/runtime/properties.ts';
import { parseRate } from '../../../infra/local/runtime/read-sources.ts';

const resource = (Type: string, Properties: Record<string, unknown> = {}): Resource => ({
  Type,
  Properties,
  Metadata: {},
});

const assemblyOf = (...stacks: Record<string, Resource>[]): Assembly => ({
  assetPaths: new Map(),
  stacks: stacks.map((Resources, index) => ({
    name: `stack${index}`,
    region: 'eu-central-1',
    accountId: '000000000000',
    template: {
      Resources,
      Parameters: {},
      Conditions: {},
      Mappings: {},
      Outputs: { Out: { Value: { Ref: Object.keys(Resources)[0] }, Export: { Name: `stack${index}:Out` } } },
    },
  })),
});

const providers = {
  'AWS::SQS::Queue': () => ({ ref: 'url', attributes: { Arn: 'arn' } }),
};

describe('the templates', () => {
  test('with a type of resource that nobody thought of stop the start, naming it', () => {
    const assembly = assemblyOf({ Cache: resource('AWS::ElastiCache::CacheCluster') });

    expect(() => createCloud(assembly, providers)).toThrow('AWS::ElastiCache::CacheCluster (Cache)');
  });

  test('with a custom resource that nobody thought of stop the start', () => {
    const assembly = assemblyOf({ Magic: resource('Custom::Magic') });

    expect(() => createCloud(assembly, providers)).toThrow('Custom::Magic');
  });

  test('may refer to what another stack exports', () => {
    const cloud = createCloud(
      assemblyOf(
        { Queue: resource('AWS::SQS::Queue') },
        { Subnet: resource('AWS::EC2::Subnet', { Tag: { 'Fn::ImportValue': 'stack0:Out' } }) },
      ),
      providers,
    );
    const [subnet] = cloud.ofType('AWS::EC2::Subnet');

    expect(subnet && readProperties(subnet, { Tag: z.string() })).toEqual({ Tag: 'url' });
  });

  test('that refer to something irrelevant here fail at that place', () => {
    const cloud = createCloud(
      assemblyOf({
        Queue: resource('AWS::SQS::Queue', { Name: { Ref: 'Vpc' } }),
        Vpc: resource('AWS::EC2::VPC'),
      }),
      providers,
    );
    const [queue] = cloud.ofType('AWS::SQS::Queue');

    expect(() => queue && readProperties(queue, { Name: z.string() })).toThrow('refers to Vpc');
  });

  test('with a property that the stand-in does not know fail rather than drop it', () => {
    const cloud = createCloud(
      assemblyOf({ Queue: resource('AWS::SQS::Queue', { Colour: 'blue' }) }),
      providers,
    );
    const [queue] = cloud.ofType('AWS::SQS::Queue');

    expect(() => queue && readProperties(queue, { Name: z.string().optional() })).toThrow('Colour');
  });
});

describe('a schedule expression', () => {
  test.each([
    ['rate(1 minute)', 60_000],
    ['rate(15 minutes)', 900_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('%s is its rate', (expression, everyMs) => {
    expect(parseRate(expression)).toBe(everyMs);
  });

  test('that is a cron expression fails', () => {
    expect(() => parseRate('cron(0 3 * * ? *)')).toThrow('cron(0 3');
  });
});
