import { createHash } from 'node:crypto';
import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  KeyGroup,
  OriginRequestPolicy,
  PriceClass,
  PublicKey,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { mediaPrefix } from '../../shared/media/env.ts';
import type { StageSettings } from '../stages.ts';
import { asBucket } from './cdk-types.ts';
import { pageRouterCode } from './page-router.ts';
import { apiHeaders, mediaHeaders, siteHeaders, widgetHeaders } from './security-headers.ts';
import { SiteFiles, widgetFiles } from './site-files.ts';

export interface WebSiteProps {
  readonly stage: StageSettings;
  readonly apiDomainName: string;
  /** Staged media, which platforms pull by addresses that are signed for them; served when the stage has a key. */
  readonly media: Bucket;
  readonly buildDir: string;
}

/**
 * Unless told otherwise CloudFront keeps the error for one request and answers the next ones with it, for ten seconds and
 * whatever policy caches nothing; `no-store` stops that for a few statuses only (CloudFront developer guide, "Control how
 * long CloudFront caches errors"). No page stands in for an error, which would hide the API's 404s.
 */
const neverKept = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504].map((httpStatus) => ({
  httpStatus,
  ttl: Duration.seconds(0),
}));

/** The pages in a private bucket, the API under `/api` and staged media under `/media`, on one domain. */
export class WebSite extends Construct {
  readonly distribution: Distribution;
  /** Of the site, without a trailing slash. */
  readonly url: string;
  /** By which CloudFront knows the key of signed media addresses; undefined when the stage sets none. */
  mediaKeyPairId: string | undefined;

  constructor(scope: Construct, id: string, props: WebSiteProps) {
    super(scope, id);
    const { stage } = props;
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // Everything in it is made anew by a deployment.
      removalPolicy: RemovalPolicy.DESTROY,
      // A deployment leaves the files of a bucket that is tagged as another one's, and all three tag it.
      autoDeleteObjects: true,
    });
    const pages = this.pages(bucket, props);
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Creator Connect, ${stage.stage}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      // Europe and North America; elsewhere the way is longer, and the price the same.
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: pages,
      additionalBehaviors: {
        '/api/*': this.api(props),
        [`/${widgetFiles}`]: this.widget(pages, props),
        ...this.media(props),
      },
      errorResponses: neverKept,
      ...this.domain(stage),
    });
    Annotations.of(this).acknowledgeWarning(
      '@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      'The default root object is set, and the router turns every address of a folder into a page.',
    );
    if (stage.mediaPublicKey !== undefined) {
      Annotations.of(this).acknowledgeWarning(
        '@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac',
        'The stack of the media bucket grants the reading itself (media-bucket.ts).',
      );
    }
    this.url = stage.publicUrl ?? `https://${stage.domain?.name ?? this.distribution.distributionDomainName}`;
    new SiteFiles(this, 'Files', { stage, bucket, buildDir: props.buildDir });
  }

  private pages(bucket: Bucket, { stage, media }: WebSiteProps): BehaviorOptions {
    const router = new EdgeFunction(this, 'PageRouter', {
      functionName: `creator-connect-${stage.stage}-page-router`,
      comment: 'Finds the file of a page',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(pageRouterCode(stage)),
    });
    return {
      origin: S3BucketOrigin.withOriginAccessControl(asBucket(bucket), {
        // With the right to list, a missing page is a 404, not a 403. The router never asks for the root of the bucket.
        originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      // Whatever the origin says, the edge keeps an answer for the policy's shortest time, which is a second here. So a
      // page may be a second older than its release, and what it loads is still there.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: siteHeaders(this, stage, media),
      functionAssociations: [{ function: router, eventType: FunctionEventType.VIEWER_REQUEST }],
      compress: true,
    };
  }

  /** The same bucket for pages of other origins: scripts that they embed, and nothing that is secret. */
  private widget(
    { origin, functionAssociations = [] }: BehaviorOptions,
    { stage }: WebSiteProps,
  ): BehaviorOptions {
    return {
      origin,
      functionAssociations,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: widgetHeaders(this, stage),
      compress: true,
    };
  }

  /** Nothing is cached, and all of the request but `Host` reaches API Gateway, which routes by its own. */
  private api({ stage, apiDomainName }: WebSiteProps): BehaviorOptions {
    return {
      origin: new HttpOrigin(apiDomainName, {
        // Longer than API Gateway's own limit of 30 s, so that its answer is the one that is told.
        readTimeout: Duration.seconds(35),
        keepaliveTimeout: Duration.seconds(60),
      }),
      // A token that was sent in the clear is refused rather than sent again.
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: apiHeaders(this, stage),
      compress: false,
    };
  }

  /**
   * CloudFront lets through who has an address that our key signed, until it expires, whatever the method or the range:
   * a platform may ask for a file's head first. The bucket is closed to everybody but CloudFront, which admits nobody
   * else here. Without the key nothing is served.
   */
  private media({ stage, media }: WebSiteProps): Record<string, BehaviorOptions> {
    if (stage.mediaPublicKey === undefined) return {};
    const key = this.addMediaKey(stage.mediaPublicKey, stage);
    this.mediaKeyPairId = key.publicKeyId;
    const bucket = Bucket.fromBucketAttributes(this, 'Media', {
      bucketArn: media.bucketArn,
      bucketRegionalDomainName: media.bucketRegionalDomainName,
    });
    const behavior: BehaviorOptions = {
      // Named by its addresses: the bucket's own stack grants the reading (media-bucket.ts), and must not know this one.
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      trustedKeyGroups: [
        new KeyGroup(this, 'MediaKeys', {
          keyGroupName: `creator-connect-${stage.stage}-media`,
          items: [key],
        }),
      ],
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      // Each is fetched once or twice; a copy at the edge would outlive what somebody deletes.
      cachePolicy: CachePolicy.CACHING_DISABLED,
      responseHeadersPolicy: mediaHeaders(this, stage),
      compress: false,
    };
    return { [`/${mediaPrefix}*`]: behavior };
  }

  /** CloudFront never changes a key that it has, so another key is another resource, with a name of its own. */
  private addMediaKey(encodedKey: string, { stage }: StageSettings): PublicKey {
    const mark = createHash('sha256').update(encodedKey).digest('hex').slice(0, 8);
    return new PublicKey(this, `MediaKey${mark}`, {
      publicKeyName: `creator-connect-${stage}-media-${mark}`,
      comment: 'Opens the addresses of staged photos',
      encodedKey,
    });
  }

  private domain({ domain }: StageSettings) {
    if (domain === undefined) return {};
    return {
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }
}
