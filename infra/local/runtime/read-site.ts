import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import { mayCloudFrontList } from './bucket-policy.ts';
import type { Cloud } from './cloud.ts';
import { type Placed, readProperties } from './properties.ts';
import { readDeployments, type SiteFiles } from './read-deployments.ts';
import { type HeadersModel, noHeaders, readHeaders } from './read-headers.ts';
import { type OriginModel, originSchema, readOrigin } from './read-origin.ts';

/** What stands before site and API: the behaviours of the distribution, in the order in which a path is matched. */
export interface SiteModel {
  readonly behaviors: readonly BehaviorModel[];
  /** What is in the bucket; of two that hold a file the later one wins. */
  readonly files: readonly SiteFiles[];
  readonly defaultRootObject: string;
  /** Whether CloudFront may list the bucket; only then does it learn that a file is missing. */
  readonly mayListBucket: boolean;
}

export interface BehaviorModel {
  /** With `*` and `?`; `*` alone for the default one. */
  readonly pathPattern: string;
  readonly origin: OriginModel;
  /** Code of a CloudFront function that sees each request first. */
  readonly viewerRequestCode: string | undefined;
  readonly headers: HeadersModel;
  readonly allowedMethods: readonly string[];
}

const behavior = z.looseObject({
  PathPattern: z.string().default('*'),
  TargetOriginId: z.string(),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  TrustedKeyGroups: z.array(z.string()).default([]),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  FunctionAssociations: z
    .array(
      z.strictObject({
        EventType: z.literal('viewer-request', 'only viewer-request functions are run here'),
        FunctionARN: z.string(),
      }),
    )
    .default([]),
  LambdaFunctionAssociations: z.array(z.unknown()).max(0, 'Lambda@Edge has no stand-in').default([]),
});

const distributionConfig = z.looseObject({
  DefaultCacheBehavior: behavior,
  CacheBehaviors: z.array(behavior).default([]),
  Origins: z.array(originSchema),
  // How long an error is kept says nothing where nothing is kept; what would stand in for one has no stand-in here.
  CustomErrorResponses: z
    .array(z.strictObject({ ErrorCode: z.number(), ErrorCachingMinTTL: z.literal(0) }))
    .default([]),
  DefaultRootObject: z.string().default(''),
});

/** Parts of the configuration that refer to what does not exist here. */
const ignoredOfDistributions = ['Logging', 'ViewerCertificate', 'WebACLId'];

/** The site of the assembly, or undefined when it has no distribution. */
export const readSite = (cloud: Cloud, assembly: Assembly): SiteModel | undefined => {
  const [distribution] = cloud.ofType('AWS::CloudFront::Distribution');
  if (distribution === undefined) return undefined;
  const { DistributionConfig: config } = readProperties(
    withoutIgnored(distribution),
    { DistributionConfig: distributionConfig },
    ['Tags'],
  );
  const distributionArn = `arn:aws:cloudfront::${distribution.scope.accountId}:distribution/${cloud.identityOf(distribution).ref}`;
  const behaviors = [...config.CacheBehaviors, config.DefaultCacheBehavior].map((given): BehaviorModel => {
    const [association] = given.FunctionAssociations;
    return {
      pathPattern: given.PathPattern,
      origin: readOrigin(cloud, { arn: distributionArn, origins: config.Origins }, given),
      viewerRequestCode:
        association === undefined ? undefined : readFunctionCode(cloud, association.FunctionARN),
      headers:
        given.ResponseHeadersPolicyId === undefined
          ? noHeaders
          : readHeaders(cloud, given.ResponseHeadersPolicyId),
      allowedMethods: given.AllowedMethods,
    };
  });
  const { bucket, files } = readDeployments(cloud, assembly);
  return {
    behaviors,
    files,
    defaultRootObject: config.DefaultRootObject,
    mayListBucket:
      bucket !== undefined && mayCloudFrontList(cloud, `arn:aws:s3:::${bucket}`, distributionArn),
  };
};

const withoutIgnored = (placed: Placed): Placed => {
  const given = z.record(z.string(), z.unknown()).parse(placed.resource.Properties['DistributionConfig']);
  const kept = Object.fromEntries(
    Object.entries(given).filter(([name]) => !ignoredOfDistributions.includes(name)),
  );
  const Properties = { ...placed.resource.Properties, DistributionConfig: kept };
  return { ...placed, resource: { ...placed.resource, Properties } };
};

const readFunctionCode = (cloud: Cloud, arn: string): string => {
  const found = cloud
    .ofType('AWS::CloudFront::Function')
    .find((placed) => cloud.identityOf(placed).attributes['FunctionARN'] === arn);
  if (found === undefined) throw new Error(`The CloudFront function ${arn} is not in the templates.`);
  const { FunctionCode } = readProperties(
    found,
    {
      FunctionCode: z.string(),
      FunctionConfig: z.strictObject({ Comment: z.string(), Runtime: z.literal('cloudfront-js-2.0') }),
    },
    ['Name', 'AutoPublish', 'Tags'],
  );
  return FunctionCode;
};
