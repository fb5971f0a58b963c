import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { mediaPrefix } from '../../shared/media/env.ts';
import type { StageSettings } from '../stages.ts';
import { removalOf } from './removal.ts';

/**
 * Where uploads wait for their platform. Browsers and functions reach it by presigned addresses and grants, platforms by
 * the distribution alone; what
 * was begun and left, and what is old, it throws away by itself.
 *
 * The encryption is S3's own (AES-256, with ETags that are MD5s): transfer-media may use no key, and the video is to be
 * public anyway. There are no versions: a key is written once, and what somebody deletes is to be gone.
 */
export class MediaBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, stage: StageSettings) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: false,
      cors: [
        {
          allowedOrigins: uploadOriginsOf(stage),
          allowedMethods: [HttpMethods.PUT],
          allowedHeaders: ['content-type'],
          // The page names each part by the ETag that its upload was answered with.
          exposedHeaders: ['ETag'],
          maxAge: 3_600,
        },
      ],
      lifecycleRules: [
        { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(2) },
        {
          id: 'old-media',
          prefix: mediaPrefix,
          expiration: Duration.days(stage.mediaRetentionDays),
        },
      ],
      removalPolicy: removalOf(stage),
      // A bucket with something in it cannot be deleted, and a trial is to leave nothing behind.
      autoDeleteObjects: !stage.isProtected,
    });
    if (stage.mediaPublicKey !== undefined) this.admitDistribution();
  }

  /**
   * The distribution belongs to the stack that is built upon this one, so its id cannot stand here, nor may a bucket have
   * a second policy there. Any distribution of this account may read, then: making one that does takes rights over
   * CloudFront in the account, and ours asks each viewer for a signature. There is no right to list.
   */
  private admitDistribution(): void {
    const { account, partition } = Stack.of(this);
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SignedAddresses',
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [this.bucket.arnForObjects(`${mediaPrefix}*`)],
        conditions: {
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudfront::${account}:distribution/*` },
        },
      }),
    );
  }
}

/**
 * The pages that may upload. Without a domain of its own the site has a name that CloudFront gives it after this stack
 * is there; any such name is admitted then. It is the signature in an address that guards an upload, not its origin.
 */
export const uploadOriginsOf = ({ publicUrl, domain, crmOrigins }: StageSettings): string[] => {
  const site = domain === undefined ? 'https://*.cloudfront.net' : `https://${domain.name}`;
  return [...new Set([publicUrl === undefined ? site : new URL(publicUrl).origin, ...crmOrigins])];
};
