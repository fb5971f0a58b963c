import { Duration } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { mediaPrefix } from '../../shared/media/env.ts';
import type { StageSettings } from '../stages.ts';
import { removalOf } from './removal.ts';

/**
 * Where uploads wait for their platform. Browsers and functions reach it by presigned addresses and grants alone; what
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
