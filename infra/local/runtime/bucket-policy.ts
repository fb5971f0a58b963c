import * as z from 'zod';
import { compileGlob } from '../aws/iam-pattern.ts';
import type { Cloud } from './cloud.ts';
import { readProperties } from './properties.ts';
import { evaluate } from './template.ts';

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([
    z.literal('*').transform(() => ({ AWS: ['*'] })),
    z.partialRecord(z.enum(['AWS', 'Service', 'CanonicalUser', 'Federated']), texts),
  ]),
  Action: texts,
  Resource: texts,
  Condition: z
    .partialRecord(
      z.enum(['StringEquals', 'StringLike', 'ArnEquals', 'ArnLike', 'Bool']),
      z.record(z.string(), texts),
    )
    .default({}),
});
const policyShape = {
  Bucket: z.string(),
  PolicyDocument: z.looseObject({ Statement: z.array(statement) }),
};

type Statement = z.infer<typeof statement>;

/** Something that CloudFront would do for a distribution to a bucket, or to an object in it. */
export interface BucketAct {
  readonly action: string;
  readonly bucketArn: string;
  readonly resourceArn: string;
  readonly distributionArn: string;
}

/**
 * Whether the bucket's policy lets CloudFront list it for this distribution. S3 tells that an object is missing (404)
 * only to who may list the bucket, and answers everybody else 403. Throws on a statement that it cannot read.
 */
export const mayCloudFrontList = (cloud: Cloud, bucketArn: string, distributionArn: string): boolean =>
  mayCloudFront(cloud, { action: 's3:ListBucket', bucketArn, resourceArn: bucketArn, distributionArn });

/** Whether the bucket's policy allows an act, and denies it nowhere. Throws on a statement that it cannot read. */
export const mayCloudFront = (cloud: Cloud, act: BucketAct): boolean => {
  const matching = cloud
    .ofType('AWS::S3::BucketPolicy')
    .filter(({ resource, scope }) => {
      const bucket = evaluate(resource.Properties['Bucket'], scope);
      return `arn:aws:s3:::${String(bucket)}` === act.bucketArn;
    })
    .flatMap((placed) => readProperties(placed, policyShape).PolicyDocument.Statement)
    .filter((given) => covers(given, act));
  return matching.length > 0 && matching.every(({ Effect }) => Effect === 'Allow');
};

const covers = (given: Statement, { action: wanted, resourceArn, distributionArn }: BucketAct): boolean =>
  isCloudFront(given.Principal) &&
  // The names of actions ignore case in IAM, those of resources do not.
  given.Action.some((action) => compileGlob(action.toLowerCase()).test(wanted.toLowerCase())) &&
  given.Resource.some((resource) => compileGlob(resource).test(resourceArn)) &&
  holdsFor(given.Condition, { 'aws:sourcearn': distributionArn, 'aws:securetransport': 'true' });

const isCloudFront = (principal: Statement['Principal']): boolean =>
  principal.AWS?.includes('*') === true ||
  ('Service' in principal && principal.Service?.includes('cloudfront.amazonaws.com') === true);

const holdsFor = (condition: Statement['Condition'], request: Readonly<Record<string, string>>): boolean =>
  Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => {
      const value = request[key.toLowerCase()];
      if (value === undefined)
        throw new Error(`The local stack does not know the condition key ${key} of a bucket policy.`);
      return expected.some((pattern) => matches(operator, pattern, value));
    }),
  );

const matches = (operator: string, pattern: string, value: string): boolean =>
  operator === 'StringEquals' || operator === 'Bool' ? pattern === value : compileGlob(pattern).test(value);
