import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { flag, number, readProperties } from './properties.ts';

/** What a headers policy adds to the answers of a behaviour. */
export interface HeadersModel {
  readonly rules: readonly HeaderRule[];
  /** For requests of other origins; undefined when the policy has none. */
  readonly cors: SiteCors | undefined;
}

export interface HeaderRule {
  readonly name: string;
  readonly value: string;
  /** Whether it replaces what the origin sent. */
  readonly override: boolean;
}

/** Every origin is admitted: a policy that names some is not read here. */
export interface SiteCors {
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

export const noHeaders: HeadersModel = { rules: [], cors: undefined };

const override = flag.default(true);
const securityHeaders = z.strictObject({
  ContentSecurityPolicy: z.strictObject({ ContentSecurityPolicy: z.string(), Override: override }).optional(),
  ContentTypeOptions: z.strictObject({ Override: override }).optional(),
  FrameOptions: z.strictObject({ FrameOption: z.string(), Override: override }).optional(),
  ReferrerPolicy: z.strictObject({ ReferrerPolicy: z.string(), Override: override }).optional(),
  StrictTransportSecurity: z
    .strictObject({
      AccessControlMaxAgeSec: number,
      IncludeSubdomains: flag.default(false),
      Preload: flag.default(false),
      Override: override,
    })
    .optional(),
});
const items = z.strictObject({ Items: z.array(z.string()) });
const corsConfig = z.strictObject({
  AccessControlAllowOrigins: z.strictObject({
    Items: z.tuple([z.literal('*', 'only all origins are admitted here')]),
  }),
  AccessControlAllowCredentials: flag.refine((allowed) => !allowed, 'credentials are not admitted here'),
  OriginOverride: flag.refine((overrides) => overrides, 'CORS headers of the bucket are not read here'),
  AccessControlAllowMethods: items,
  AccessControlAllowHeaders: items,
  AccessControlExposeHeaders: items.default({ Items: [] }),
  AccessControlMaxAgeSec: number.optional(),
});
const customHeader = z.strictObject({ Header: z.string(), Value: z.string(), Override: override });
const policyConfig = z.strictObject({
  Name: z.string(),
  Comment: z.string().optional(),
  SecurityHeadersConfig: securityHeaders.default({}),
  CorsConfig: corsConfig.optional(),
  CustomHeadersConfig: z.strictObject({ Items: z.array(customHeader) }).default({ Items: [] }),
});

/** The headers policy that a reference names. Throws when there is none, and at what it cannot read. */
export const readHeaders = (cloud: Cloud, id: string): HeadersModel => {
  const found = cloud.find(id, 'AWS::CloudFront::ResponseHeadersPolicy');
  if (found === undefined) throw new Error(`The headers policy ${id} is not in the templates.`);
  const { ResponseHeadersPolicyConfig: config } = readProperties(found, {
    ResponseHeadersPolicyConfig: policyConfig,
  });
  return {
    rules: [
      ...listSecurityHeaders(config.SecurityHeadersConfig),
      ...config.CustomHeadersConfig.Items.map(
        ({ Header, Value, Override }): HeaderRule => ({
          name: Header.toLowerCase(),
          value: Value,
          override: Override,
        }),
      ),
    ],
    cors: config.CorsConfig && readCors(config.CorsConfig),
  };
};

const readCors = (config: z.infer<typeof corsConfig>): SiteCors => ({
  allowMethods: config.AccessControlAllowMethods.Items,
  allowHeaders: config.AccessControlAllowHeaders.Items,
  exposeHeaders: config.AccessControlExposeHeaders.Items,
  maxAgeSeconds: config.AccessControlMaxAgeSec,
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
