import * as z from 'zod';
import type { LocalAws } from '../aws/start-aws.ts';
import { number, type Placed, readProperties } from './properties.ts';
import type { Identity } from './template.ts';

const corsRule = z
  .strictObject({
    Id: z.string().optional(),
    AllowedOrigins: z.array(z.string()),
    AllowedMethods: z.array(z.string()),
    AllowedHeaders: z.array(z.string()).default([]),
    ExposedHeaders: z.array(z.string()).default([]),
    MaxAge: number.optional(),
  })
  .transform((rule) => ({
    allowedOrigins: rule.AllowedOrigins,
    allowedMethods: rule.AllowedMethods,
    allowedHeaders: rule.AllowedHeaders,
    exposedHeaders: rule.ExposedHeaders,
    maxAgeSeconds: rule.MaxAge,
  }));

const lifecycleRule = z
  .strictObject({
    Id: z.string().optional(),
    Status: z.literal('Enabled'),
    Prefix: z.string().default(''),
    ExpirationInDays: number.optional(),
    AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: number }).optional(),
  })
  .transform((rule) => ({
    prefix: rule.Prefix,
    expireAfterDays: rule.ExpirationInDays,
    abortUploadsAfterDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  }));

const bucketShape = {
  BucketName: z.string().optional(),
  CorsConfiguration: z.strictObject({ CorsRules: z.array(corsRule) }).default({ CorsRules: [] }),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).default({ Rules: [] }),
};

/** Asserted on the template: nothing here is open to others, and it lies as plain files in `.local/`. */
const ignoredOfBuckets = ['BucketEncryption', 'PublicAccessBlockConfiguration', 'Tags'];

/**
 * Every bucket has its stand-in. The site's stays empty: its files are read from their folder (read-site.ts), since
 * nobody but CloudFront ever asks for them.
 */
export const provideBucket = (placed: Placed, aws: Pick<LocalAws, 'createBucket'>): Identity => {
  const { BucketName, CorsConfiguration, LifecycleConfiguration } = readProperties(
    placed,
    bucketShape,
    ignoredOfBuckets,
  );
  const name = BucketName ?? placed.logicalId.toLowerCase();
  const { arn } = aws.createBucket(name, {
    cors: CorsConfiguration.CorsRules,
    lifecycle: LifecycleConfiguration.Rules,
  });
  return {
    ref: name,
    attributes: {
      Arn: arn,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${placed.scope.region}.amazonaws.com`,
    },
  };
};
