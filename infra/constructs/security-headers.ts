import { Duration } from 'aws-cdk-lib';
import {
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import {
  apiContentPolicy,
  mediaContentPolicy,
  pageContentPolicy,
  pageHeaders,
  writeContentPolicy,
} from './content-policy.ts';

/** The simulator shows its creators' pictures without TLS. TikTok's own address adds nothing to `https:`. */
const plainPictureOrigin = ({ tiktokApiUrl }: StageSettings): string | undefined =>
  tiktokApiUrl.startsWith('http:') ? tiktokApiUrl : undefined;

/** Where a page sends the parts of a file; the stand-in of S3 is an address of this machine. */
const uploadOrigin = ({ localAwsUrl }: StageSettings, media: Bucket): string =>
  localAwsUrl ?? `https://${media.bucketRegionalDomainName}`;

const writePagePolicy = (settings: StageSettings, media: Bucket): string =>
  writeContentPolicy(
    pageContentPolicy({
      uploadOrigin: uploadOrigin(settings, media),
      plainPictureOrigin: plainPictureOrigin(settings),
    }),
  );

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
    securityHeadersBehavior: strictHeaders(writePagePolicy(settings, media)),
    customHeadersBehavior: {
      customHeaders: Object.entries(pageHeaders).map(([header, value]) => ({
        header,
        value,
        override: true,
      })),
    },
  });

/** The headers that every answer of the API carries besides its own. */
export const apiHeaders = (scope: Construct, { stage }: StageSettings): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'ApiHeaders', {
    responseHeadersPolicyName: `creator-connect-${stage}-api`,
    securityHeadersBehavior: strictHeaders(writeContentPolicy(apiContentPolicy)),
  });

/** The headers that staged media are served with. */
export const mediaHeaders = (scope: Construct, { stage }: StageSettings): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(scope, 'MediaHeaders', {
    responseHeadersPolicyName: `creator-connect-${stage}-media`,
    securityHeadersBehavior: strictHeaders(writeContentPolicy(mediaContentPolicy)),
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
    securityHeadersBehavior: strictHeaders(writeContentPolicy(apiContentPolicy)),
    customHeadersBehavior: {
      customHeaders: [
        // A page that asks this of all it loads (`require-corp`) may embed it too.
        { header: 'cross-origin-resource-policy', value: 'cross-origin', override: true },
      ],
    },
  });
