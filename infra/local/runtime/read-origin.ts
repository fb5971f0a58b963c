import * as z from 'zod';
import { mayCloudFront } from './bucket-policy.ts';
import type { Cloud } from './cloud.ts';
import { readProperties } from './properties.ts';
import type { TrustedKeys } from './signed-url.ts';

/** The site's own pages, the API, or a bucket that is read for whoever has a signed address. */
export type OriginModel =
  | { readonly kind: 'pages' }
  | { readonly kind: 'api' }
  | {
      readonly kind: 'objects';
      readonly bucket: string;
      readonly keys: TrustedKeys;
      /** Whether the bucket's policy lets this distribution get an object. */
      readonly mayRead: (key: string) => boolean;
    };

export const originSchema = z.looseObject({
  Id: z.string(),
  DomainName: z.string(),
  S3OriginConfig: z.unknown().optional(),
  OriginAccessControlId: z.string().optional(),
});
type Origin = z.infer<typeof originSchema>;

interface Behavior {
  readonly TargetOriginId: string;
  readonly OriginRequestPolicyId?: string | undefined;
  readonly TrustedKeyGroups: readonly string[];
}

export interface Distribution {
  readonly arn: string;
  readonly origins: readonly Origin[];
}

/**
 * What a behaviour reads from: the bucket with trusted keys holds staged objects, the one without holds the pages. Throws
 * on a bucket for which the distribution does not sign, and where an open address would reach more than pages.
 */
export const readOrigin = (
  cloud: Cloud,
  { arn, origins }: Distribution,
  { TargetOriginId: id, OriginRequestPolicyId: policyId, TrustedKeyGroups: groups }: Behavior,
): OriginModel => {
  const found = origins.find((one) => one.Id === id);
  if (found === undefined) throw new Error(`The distribution has no origin ${id}.`);
  if (found.S3OriginConfig === undefined) {
    if (groups.length > 0) throw new Error('The local stack asks no signed address of the API.');
    return { kind: 'api' };
  }
  if (!found.OriginAccessControlId)
    throw new Error(`The origin ${found.DomainName} has no access control, and its bucket is not public.`);
  if (groups.length === 0) return { kind: 'pages' };
  if (policyId !== undefined)
    throw new Error('The local stack hands nothing but the range on to a bucket of signed addresses.');
  const bucket = findBucket(cloud, found.DomainName);
  return {
    kind: 'objects',
    bucket,
    keys: new Map(groups.flatMap((group) => readKeys(cloud, group))),
    mayRead: (key) =>
      mayCloudFront(cloud, {
        action: 's3:GetObject',
        bucketArn: `arn:aws:s3:::${bucket}`,
        resourceArn: `arn:aws:s3:::${bucket}/${key}`,
        distributionArn: arn,
      }),
  };
};

const findBucket = (cloud: Cloud, domainName: string): string => {
  const bucket = cloud
    .ofType('AWS::S3::Bucket')
    .map((placed) => cloud.identityOf(placed))
    .find(({ attributes }) => attributes['RegionalDomainName'] === domainName);
  if (bucket === undefined)
    throw new Error(`The origin ${domainName} is the address of no bucket of the templates.`);
  return bucket.ref;
};

const groupShape = { KeyGroupConfig: z.strictObject({ Name: z.string(), Items: z.array(z.string()) }) };
const keyShape = { PublicKeyConfig: z.looseObject({ EncodedKey: z.string() }) };

const readKeys = (cloud: Cloud, groupId: string): readonly (readonly [string, string])[] => {
  const group = cloud.find(groupId, 'AWS::CloudFront::KeyGroup');
  if (group === undefined) throw new Error(`The key group ${groupId} is not in the templates.`);
  return readProperties(group, groupShape).KeyGroupConfig.Items.map((id) => {
    const key = cloud.find(id, 'AWS::CloudFront::PublicKey');
    if (key === undefined) throw new Error(`The public key ${id} is not in the templates.`);
    return [id, readProperties(key, keyShape).PublicKeyConfig.EncodedKey] as const;
  });
};
