import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { asBucket } from './cdk-types.ts';

export interface SiteFilesProps {
  readonly stage: StageSettings;
  readonly bucket: Bucket;
  readonly buildDir: string;
}

/** Scripts and styles of the pages; each has its hash in its name. */
const assets = 'assets/*';

/** What pages of a CRM embed, under names that stay. */
export const widgetFiles = 'widget/*';

/** Of `aws s3 sync`: every file is in unless left out, and what is named here is in again. */
const only = (pattern: string) => ({ exclude: ['*'], include: [pattern] });

/**
 * Puts the built site into its bucket, each kind of file with the time that it may be kept, and the pages last: nobody
 * sees one before the scripts that it loads.
 */
export class SiteFiles extends Construct {
  constructor(scope: Construct, id: string, { stage, bucket, buildDir }: SiteFilesProps) {
    super(scope, id);
    const site = Source.asset(join(buildDir, 'site'));
    const verification = Object.entries(stage.verificationFiles);
    // The three share one function, and so its log.
    const common = {
      destinationBucket: asBucket(bucket),
      memoryLimit: 256,
      logGroup: new LogGroup(this, 'Log', {
        retention: stage.logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    };
    const assetFiles = new BucketDeployment(this, 'Assets', {
      ...common,
      ...only(assets),
      sources: [site],
      // A page that is open since before a release goes on loading its own parts, so they stay. Some hundred kilobytes
      // a release are the price.
      prune: false,
      cacheControl: [
        CacheControl.setPublic(),
        CacheControl.maxAge(Duration.days(365)),
        CacheControl.immutable(),
      ],
    });
    const widget = new BucketDeployment(this, 'Widget', {
      ...common,
      ...only(widgetFiles),
      sources: [site],
      // Under a name that stays, a copy has to end: everybody has a new widget five minutes after its release, since what
      // a copy has aged at the edge counts for the browser too. Until then nothing is asked, after that a 304 is the
      // answer mostly. No `stale-while-revalidate`: CloudFront keeps to it as well, and where nobody asked for a day the
      // edge and then the browser would each show an old one once more.
      cacheControl: [CacheControl.setPublic(), CacheControl.maxAge(Duration.minutes(5))],
    });
    const pages = new BucketDeployment(this, 'Pages', {
      ...common,
      sources: [site, ...verification.map(([name, content]) => Source.data(name, content))],
      // Neither uploaded nor pruned by this one.
      exclude: [assets, widgetFiles],
      // Asked for again each time, and mostly answered with 304: a release is seen at once.
      cacheControl: [CacheControl.noCache()],
    });
    pages.node.addDependency(assetFiles, widget);
  }
}
