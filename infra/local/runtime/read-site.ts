import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import { mayCloudFrontList } from './bucket-policy.ts';
import type { Cloud } from './cloud.ts';
import { flag, type Placed, readProperties } from './properties.ts';
import { type OriginModel, originSchema, readOrigin } from './read-origin.ts';

/** What stands before site and API: the behaviours of the distribution, in the order in which a path is matched. */
export interface SiteModel {
  readonly behaviors: readonly BehaviorModel[];
  /** Folders that lie over each other in the bucket; a later one wins. */
  readonly folders: readonly string[];
  readonly cacheControl: string | undefined;
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
  readonly headers: readonly HeaderRule[];
  readonly allowedMethods: readonly string[];
}

export interface HeaderRule {
  readonly name: string;
  readonly value: string;
  /** Whether it replaces what the origin sent. */
  readonly override: boolean;
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
        given.ResponseHeadersPolicyId === undefined ? [] : readHeaders(cloud, given.ResponseHeadersPolicyId),
      allowedMethods: given.AllowedMethods,
    };
  });
  const { bucket, ...files } = readDeployments(cloud, assembly);
  return {
    behaviors,
    ...files,
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

const override = flag.default(true);
const securityHeaders = z.strictObject({
  ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), Override: override }).optional(),
  ContentTypeOptions: z.strictObject({ Override: override }).optional(),
  FrameOptions: z.strictObject({ FrameOption: z.string(), Override: override }).optional(),
  ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), Override: override }).optional(),
  StrictTransportSecurity: z
    .strictObject({
      AccessControlMaxAgeSec: z.coerce.number(),
      IncludeSubdomains: flag.default(false),
      Preload: flag.default(false),
      Override: override,
    })
    .optional(),
});
const policyConfig = z.strictObject({
  Name: z.string(),
  Comment: z.string().optional(),
  SecurityHeadersConfig: securityHeaders.default({}),
  CustomHeadersConfig: z
    .strictObject({
      Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), Override: override })),
    })
    .default({ Items: [] }),
});

const readHeaders = (cloud: Cloud, id: string): readonly HeaderRule[] => {
  const found = cloud.find(id, 'AWS::CloudFront::ResponseHeadersPolicy');
  if (found === undefined) throw new Error(`The headers policy ${id} is not in the templates.`);
  const { ResponseHeadersPolicyConfig: config } = readProperties(found, {
    ResponseHeadersPolicyConfig: policyConfig,
  });
  return [
    ...listSecurityHeaders(config.SecurityHeadersConfig),
    ...config.CustomHeadersConfig.Items.map(customHeader),
  ];
};

const customHeader = ({
  Header,
  Value,
  Override,
}: {
  Header: string;
  Value: string;
  Override: boolean;
}): HeaderRule => ({
  name: Header.toLowerCase(),
  value: Value,
  override: Override,
});

const listSecurityHeaders = (config: z.infer<typeof securityHeaders>): readonly HeaderRule[] => {
  const { ContentSecurityPolicy, ContentTypeOptions, FrameOptions, ReferrerPolicy } = config;
  const transport = config.StrictTransportSecurity;
  const rules: (HeaderRule | undefined)[] = [
    ContentSecurityPolicy && {
      name: 'content-security-policy',
      value: ContentSecurityPolicy.ContentSecurityPolicy,
      override: ContentSecurityPolicy.Override,
    },
    ContentTypeOptions && {
      name: 'x-content-type-options',
      value: 'nosniff',
      override: ContentTypeOptions.Override,
    },
    FrameOptions && {
      name: 'x-frame-options',
      value: FrameOptions.FrameOption,
      override: FrameOptions.Override,
    },
    ReferrerPolicy && {
      name: 'referrer-policy',
      value: ReferrerPolicy.ReferrerPolicy,
      override: ReferrerPolicy.Override,
    },
    transport && {
      name: 'strict-transport-security',
      value: `max-age=${transport.AccessControlMaxAgeSec}${transport.IncludeSubdomains ? '; includeSubDomains' : ''}${transport.Preload ? '; preload' : ''}`,
      override: transport.Override,
    },
  ];
  return rules.filter((rule) => rule !== undefined);
};

const deploymentShape = {
  SourceObjectKeys: z.array(z.string()),
  DestinationBucketName: z.string(),
  SystemMetadata: z.strictObject({ 'cache-control': z.string().optional() }).default({}),
  SourceMarkers: z
    .array(
      z
        .record(z.string(), z.unknown())
        .refine((markers) => Object.keys(markers).length === 0, 'markers are not filled in here'),
    )
    .default([]),
};

/** What belongs to the upload itself. */
const ignoredOfDeployments = [
  'ServiceToken',
  'SourceBucketNames',
  'RetainOnDelete',
  'Prune',
  'OutputObjectKeys',
  'DistributionId',
  'DistributionPaths',
  'WaitForDistributionInvalidation',
];

interface Deployed extends Pick<SiteModel, 'folders' | 'cacheControl'> {
  /** Its name; undefined when nothing is uploaded. */
  readonly bucket: string | undefined;
}

const readDeployments = (cloud: Cloud, assembly: Assembly): Deployed => {
  const deployments = cloud
    .ofType('Custom::CDKBucketDeployment')
    .map((placed) => readProperties(placed, deploymentShape, ignoredOfDeployments));
  const keys = deployments.flatMap(({ SourceObjectKeys }) => SourceObjectKeys);
  return {
    folders: keys.map((key) => {
      const path = assembly.assetPaths.get(key);
      if (path === undefined) throw new Error(`The assembly does not say where the site's files ${key} lie.`);
      return path;
    }),
    bucket: deployments[0]?.DestinationBucketName,
    cacheControl: deployments[0]?.SystemMetadata['cache-control'],
  };
};
