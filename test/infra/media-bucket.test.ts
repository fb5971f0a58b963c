import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Places, suppliesOf } from '../../infra/capabilities.ts';
import { uploadOriginsOf } from '../../infra/constructs/media-bucket.ts';
import { stages } from '../../infra/stages.ts';
import type { Capability } from '../../shared/contract/rows.ts';
import { queues } from '../../shared/contract/workers.ts';
import { mediaVariables, readMediaEnvironment } from '../../shared/media/env.ts';
import { at, listOf, type Resource, removeScratch, type Synthesized, synthesize } from './synthesized.ts';

const found = new Map<string, Synthesized>();
beforeAll(async () => {
  for (const stage of ['starter', 'production']) {
    found.set(stage, await synthesize({ stage, crmOrigins: 'https://crm.example.com' }));
  }
}, 60_000);
afterAll(removeScratch);

const synthesized = (stage: string): Synthesized => {
  const one = found.get(stage);
  if (one === undefined) throw new Error(`not synthesized: ${stage}`);
  return one;
};

const mediaBucket = (stage: string): Resource => {
  const [bucket, other] = synthesized(stage)
    .find('AWS::S3::Bucket')
    .filter(({ id }) => id in synthesized(stage).data.Resources);
  if (bucket === undefined || other !== undefined) throw new Error('not exactly one bucket with data');
  return bucket;
};

describe.each(['starter', 'production'] as const)('the media bucket of %s', (stage) => {
  test('is encrypted by S3 itself, so that whoever uploads needs no key, and keeps no versions', () => {
    const { Properties } = mediaBucket(stage);

    expect(
      at(
        Properties,
        'BucketEncryption',
        'ServerSideEncryptionConfiguration',
        0,
        'ServerSideEncryptionByDefault',
      ),
    ).toEqual({ SSEAlgorithm: 'AES256' });
    expect(Properties['VersioningConfiguration']).toBeUndefined();
  });

  test('throws away uploads that were left for two days, and media that are old', () => {
    const rules = at(mediaBucket(stage).Properties, 'LifecycleConfiguration', 'Rules');

    expect(rules).toEqual([
      expect.objectContaining({
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
      }),
      expect.objectContaining({
        Status: 'Enabled',
        Prefix: 'media/',
        ExpirationInDays: stages[stage].mediaRetentionDays,
      }),
    ]);
    expect(at(listOf(rules)[0], 'Prefix')).toBeUndefined();
  });

  test('lets the pages of the site and of the CRM upload parts and read their ETags, and nothing more', () => {
    const rules = at(mediaBucket(stage).Properties, 'CorsConfiguration', 'CorsRules');

    expect(rules).toEqual([
      {
        AllowedOrigins: ['https://*.cloudfront.net', 'https://crm.example.com'],
        AllowedMethods: ['PUT'],
        AllowedHeaders: ['content-type'],
        ExposedHeaders: ['ETag'],
        MaxAge: 3_600,
      },
    ]);
  });
});

test('the media of production outlive their stack, and those of starter are deleted with it', () => {
  const emptied = (stage: string) =>
    synthesized(stage)
      .find('Custom::S3AutoDeleteObjects')
      .filter(({ Properties }) => at(Properties, 'BucketName', 'Ref') === mediaBucket(stage).id).length;

  expect(mediaBucket('production').DeletionPolicy).toBe('RetainExceptOnCreate');
  expect(emptied('production')).toBe(0);
  expect(mediaBucket('starter').DeletionPolicy).toBe('Delete');
  expect(emptied('starter')).toBe(1);
});

test('pages upload from the own domain, else from the address that a tunnel has, else from any name of CloudFront', () => {
  const domain = { name: 'connect.example.com', certificateArn: 'arn' };
  const crmOrigins = ['https://crm.example.com'];

  expect(uploadOriginsOf({ ...stages.production, domain, crmOrigins })).toEqual([
    'https://connect.example.com',
    'https://crm.example.com',
  ]);
  expect(uploadOriginsOf({ ...stages.local, publicUrl: 'http://localhost:4000/under' })).toEqual([
    'http://localhost:4000',
  ]);
  expect(uploadOriginsOf(stages.starter)).toEqual(['https://*.cloudfront.net']);
});

describe('a row that uses media', () => {
  const nowhere = { url: '', arn: '' };
  const places: Places = {
    stage: stages.production,
    publicUrl: '',
    tokenKeyArn: '',
    secrets: {
      'database-owner': '',
      'database-app': '',
      'database-worker': '',
      'tiktok-app': '',
      'crm-signing-secret': '',
      'media-signing-key': '',
    },
    queues: Object.fromEntries(
      queues.map(({ name }) => [name, { main: nowhere, deadLetters: nowhere }]),
    ) as Places['queues'],
    media: { name: 'the-bucket', arn: 'arn:aws:s3:::the-bucket' },
  };
  const supplied = (...uses: Capability[]) =>
    suppliesOf(
      { operationId: 'x', trigger: 'http', summary: '', uses, timeoutSeconds: 1, memoryMb: 128 },
      places,
    );
  const list = { actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::the-bucket'] };
  const onMedia = (...actions: string[]) => ({ actions, resources: ['arn:aws:s3:::the-bucket/media/*'] });

  test('to read them may get them, and learn that one is missing', () => {
    expect(supplied('media:read').grants).toEqual([onMedia('s3:GetObject'), list]);
  });

  test('to write them may upload, give up and delete besides', () => {
    const actions = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'];
    const more = ['s3:ListMultipartUploadParts', 's3:DeleteObject'];

    expect(supplied('media:write').grants).toEqual([onMedia(...actions, ...more), list]);
  });

  test.each(['media:read', 'media:write'] as const)(
    '%s needs no network of its own, and is told where they are',
    (use) => {
      const { network, environment } = supplied(use);

      expect(network).toBe('none');
      expect(Object.keys(environment)).toEqual([...mediaVariables]);
      expect(readMediaEnvironment(environment)).toEqual({
        bucket: 'the-bucket',
        retentionDays: stages.production.mediaRetentionDays,
      });
    },
  );
});
