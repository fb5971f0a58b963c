import { Duration } from 'aws-cdk-lib';
import {
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';

/** The simulator shows its creators' pictures without TLS. TikTok's own address adds nothing to `https:`. */
const pictureSources = ({ tiktokApiUrl }: StageSettings): string =>
  tiktokApiUrl.startsWith('http:') ? ` ${tiktokApiUrl}` : '';

/** Where a page sends the parts of a file; the stand-in of S3 is an address of this machine. */
const uploadOrigin = ({ localAwsUrl }: StageSettings, media: Bucket): string =>
  localAwsUrl ?? `https://${media.bucketRegionalDomainName}`;

/**
 * What a page may do: load its own scripts and styles, call its own API, send files to the media bucket, show pictures
 * (creators' come from TikTok's many hosts) and films. It is never framed, submits no form by itself, moves on to TikTok
 * by navigating, and makes no HTML out of text.
 */
const pageContentPolicy = (settings: StageSettings, media: Bucket) => ({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': `'self' https: data:${pictureSources(settings)}`,
  // The film that somebody is about to post: a file of theirs, or an address.
  'media-src': "'self' blob: https:",
  'font-src': "'self'",
  'connect-src': `'self' ${uploadOrigin(settings, media)}`,
  'form-action': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': "'none'",
});

/** An answer of the API is data: should a browser show one as a page, it may do nothing. */
const apiContentPolicy = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** What a stranger uploaded is no page of ours, whatever it says it is: opened, it has no origin and runs nothing. */
const mediaContentPolicy = { ...apiContentPolicy, sandbox: '' };

const written = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([directive, value]) => `${directive} ${value}`.trim())
    .join('; ');

const strictHeaders = (contentSecurityPolicy: string): ResponseSecurityHeadersBehavior => ({
  contentSecurityPolicy: { contentSecurityPolicy, override: true },
  strictTransportSecurity: {
    accessControlMaxAge: Duration.days(730),
    includeSubdomains: true,
    override: true,
  },
  contentTypeOptions: { override: true },
  // The address of a page may name an account; no other site needs to know it.
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
});

/** The headers that every page answers with. */
export const siteHeaders = (
  scope: Construct,
  settings: StageSettings,
  media: Bucket,
): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'PageHeaders', {
    responseHeadersPolicyName: `creator-connect-${settings.stage}-pages`,
    securityHeadersBehavior: strictHeaders(written(pageContentPolicy(settings, media))),
    customHeadersBehavior: {
      customHeaders: [
        {
          header: 'permissions-policy',
          value: 'camera=(), microphone=(), geolocation=(), payment=()',
          override: true,
        },
      ],
    },
  });

/** The headers that every answer of the API carries besides its own. */
export const apiHeaders = (scope: Construct, { stage }: StageSettings): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'ApiHeaders', {
    responseHeadersPolicyName: `creator-connect-${stage}-api`,
    securityHeadersBehavior: strictHeaders(written(apiContentPolicy)),
  });

/** The headers that staged media are served with. */
export const mediaHeaders = (scope: Construct, { stage }: StageSettings): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'MediaHeaders', {
    responseHeadersPolicyName: `creator-connect-${stage}-media`,
    securityHeadersBehavior: strictHeaders(written(mediaContentPolicy)),
  });

/**
 * The headers of what pages of other origins embed. A module is fetched by CORS whatever page asks, and the answer is the
 * same for all: an origin or credentials would tell nothing here. Opened as a page it may do nothing.
 */
export const widgetHeaders = (scope: Construct, { stage }: StageSettings): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'WidgetHeaders', {
    responseHeadersPolicyName: `creator-connect-${stage}-widget`,
    corsBehavior: {
      accessControlAllowOrigins: ['*'],
      accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
      accessControlAllowHeaders: ['*'],
      accessControlAllowCredentials: false,
      accessControlMaxAge: Duration.days(1),
      originOverride: true,
    },
    securityHeadersBehavior: strictHeaders(written(apiContentPolicy)),
    customHeadersBehavior: {
      customHeaders: [
        // A page that asks this of all it loads (`require-corp`) may embed it too.
        { header: 'cross-origin-resource-policy', value: 'cross-origin', override: true },
      ],
    },
  });
