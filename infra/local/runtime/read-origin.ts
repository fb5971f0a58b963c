import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { readProperties } from './properties.ts';

/** The site's own pages, the API, or a bucket of which each request itself is signed for S3. */
export type OriginModel =
  | { readonly kind: 'pages' }
  | { readonly kind: 'api' }
  | { readonly kind: 'objects'; readonly bucket: string };

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
}

/** A bucket for which the distribution signs holds the pages; one for which it does not is read by signed addresses. */
export const readOrigin = (
  cloud: Cloud,
  origins: readonly Origin[],
  { TargetOriginId: id, OriginRequestPolicyId: policyId = '' }: Behavior,
): OriginModel => {
  const found = origins.find((one) => one.Id === id);
  if (found === undefined) throw new Error(`The distribution has no origin ${id}.`);
  if (found.S3OriginConfig === undefined) return { kind: 'api' };
  if (found.OriginAccessControlId) return { kind: 'pages' };
  requireSignedRequests(cloud, policyId);
  const bucket = cloud
    .ofType('AWS::S3::Bucket')
    .map((placed) => cloud.identityOf(placed))
    .find(({ attributes }) => attributes['RegionalDomainName'] === found.DomainName);
  if (bucket === undefined)
    throw new Error(`The origin ${found.DomainName} is the address of no bucket of the templates.`);
  return { kind: 'objects', bucket: bucket.ref };
};

const requestPolicy = z.looseObject({
  QueryStringsConfig: z.strictObject({ QueryStringBehavior: z.literal('all') }),
  HeadersConfig: z.strictObject({ HeaderBehavior: z.literal('none') }),
  CookiesConfig: z.strictObject({ CookieBehavior: z.literal('none') }),
});

/** The local stack hands on the whole query and no header: throws unless the policy in use says the same. */
const requireSignedRequests = (cloud: Cloud, id: string): void => {
  const found = cloud.find(id, 'AWS::CloudFront::OriginRequestPolicy');
  if (found === undefined) throw new Error('An origin of signed requests has no request policy of its own.');
  readProperties(found, { OriginRequestPolicyConfig: requestPolicy });
};
