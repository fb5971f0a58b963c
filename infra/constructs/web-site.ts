import { join } from 'node:path';
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
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { mediaPrefix } from '../../shared/media/env.ts';
import type { StageSettings } from '../stages.ts';
import { asBucket } from './cdk-types.ts';
import { pageRouterCode } from './page-router.ts';
import { apiHeaders, mediaHeaders, siteHeaders } from './security-headers.ts';

export interface WebSiteProps {
  readonly stage: StageSettings;
  readonly apiDomainName: string;
  /** Staged media, which platforms pull by addresses that are signed for them. */
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

  constructor(scope: Construct, id: string, props: WebSiteProps) {
    super(scope, id);
    const { stage } = props;
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // Everything in it is made anew by a deployment.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Creator Connect, ${stage.stage}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      // Europe and North America; elsewhere the way is longer, and the price the same.
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: this.pages(bucket, props),
      additionalBehaviors: { '/api/*': this.api(props), [`/${mediaPrefix}*`]: this.media(props) },
      errorResponses: neverKept,
      ...this.domain(stage),
    });
    Annotations.of(this).acknowledgeWarning(
      '@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      'The default root object is set, and the router turns every address of a folder into a page.',
    );
    this.url = stage.publicUrl ?? `https://${stage.domain?.name ?? this.distribution.distributionDomainName}`;
    this.deployPages(bucket, props);
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
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: siteHeaders(this, stage, media),
      functionAssociations: [{ function: router, eventType: FunctionEventType.VIEWER_REQUEST }],
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
   * The bucket has no trust in the distribution: it stays closed to everybody, CloudFront included. A request gets
   * through by the S3 signature that its own query carries, for one object and until it expires, which S3 checks. So the
   * query has to arrive whole and under the name that was signed, the bucket's own; and there must be no second way to
   * sign it, such as an origin access control or an `Authorization` header, since S3 takes one of them only.
   */
  private media({ stage, media }: WebSiteProps): BehaviorOptions {
    return {
      origin: S3BucketOrigin.withBucketDefaults(asBucket(media)),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      // What is cached would be served to later requests whose signature nobody has checked.
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: new OriginRequestPolicy(this, 'MediaRequests', {
        originRequestPolicyName: `creator-connect-${stage.stage}-media`,
        comment: 'The signature in the query, and nothing else',
        queryStringBehavior: OriginRequestQueryStringBehavior.all(),
        headerBehavior: OriginRequestHeaderBehavior.none(),
        cookieBehavior: OriginRequestCookieBehavior.none(),
      }),
      responseHeadersPolicy: mediaHeaders(this, stage),
      compress: false,
    };
  }

  private domain({ domain }: StageSettings) {
    if (domain === undefined) return {};
    return {
      domainNames: [domain.name],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  private deployPages(bucket: Bucket, { stage, buildDir }: WebSiteProps): void {
    const files = Object.entries(stage.verificationFiles);
    new BucketDeployment(this, 'Pages', {
      destinationBucket: asBucket(bucket),
      sources: [
        Source.asset(join(buildDir, 'site')),
        ...files.map(([name, content]) => Source.data(name, content)),
      ],
      // Asked for again each time, and mostly answered with 304: a release is seen at once.
      cacheControl: [CacheControl.noCache()],
      // Empties the bucket when the stack goes.
      retainOnDelete: false,
      memoryLimit: 256,
      logGroup: new LogGroup(this, 'PagesLog', {
        retention: stage.logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
  }
}
