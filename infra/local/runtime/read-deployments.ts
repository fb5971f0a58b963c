import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import type { Cloud } from './cloud.ts';
import { readProperties } from './properties.ts';

/** What one deployment uploads. */
export interface SiteFiles {
  /** Folders that lie over each other; a later one wins. */
  readonly folders: readonly string[];
  /** Whether it uploads a file; the path is within the bucket, such as `assets/a.js`. */
  readonly holds: (path: string) => boolean;
  readonly cacheControl: string | undefined;
}

export interface Deployed {
  /** In the order of the templates; of two that hold a file the later one wins. */
  readonly files: readonly SiteFiles[];
  /** Its name; undefined when nothing is uploaded. */
  readonly bucket: string | undefined;
}

const pattern = z.string().refine((text) => !/[[\]]/.test(text), 'sets of characters are not read here');
const deploymentShape = {
  SourceObjectKeys: z.array(z.string()),
  DestinationBucketName: z.string(),
  Exclude: z.array(pattern).default([]),
  Include: z.array(pattern).default([]),
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
const ignored = [
  'ServiceToken',
  'SourceBucketNames',
  'RetainOnDelete',
  'Prune',
  'OutputObjectKeys',
  'DistributionId',
  'DistributionPaths',
  'WaitForDistributionInvalidation',
];

/** What the templates upload into the bucket of the site. Throws when they fill more than one bucket. */
export const readDeployments = (cloud: Cloud, assembly: Assembly): Deployed => {
  const deployments = cloud
    .ofType('Custom::CDKBucketDeployment')
    .map((placed) => readProperties(placed, deploymentShape, ignored));
  const [bucket, ...others] = new Set(deployments.map((one) => one.DestinationBucketName));
  if (others.length > 0)
    throw new Error(`The local stack reads one bucket of a site, and there is ${others.join(', ')} too.`);
  return {
    bucket,
    files: deployments.map(({ SourceObjectKeys, Exclude, Include, SystemMetadata }) => ({
      folders: SourceObjectKeys.map((key) => pathOf(assembly, key)),
      holds: compileFilters(Exclude, Include),
      cacheControl: SystemMetadata['cache-control'],
    })),
  };
};

const pathOf = (assembly: Assembly, key: string): string => {
  const path = assembly.assetPaths.get(key);
  if (path === undefined) throw new Error(`The assembly does not say where the site's files ${key} lie.`);
  return path;
};

/**
 * The filters of `aws s3 sync`, whose `*` takes in slashes. Of those that match the last one counts, and the upload
 * names what is left out before what is in again.
 */
export const compileFilters = (
  exclude: readonly string[],
  include: readonly string[],
): ((path: string) => boolean) => {
  const [left, kept] = [exclude.map(compileFilter), include.map(compileFilter)];
  return (path) => !left.some((filter) => filter.test(path)) || kept.some((filter) => filter.test(path));
};

const compileFilter = (filter: string): RegExp => {
  const source = [...filter].map((sign) =>
    sign === '*' ? '.*' : sign === '?' ? '.' : sign.replace(/[\\^$.|+(){}]/, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 's');
};
