import { type Environment, numberVariable, requireVariable } from '../core/env.ts';

/** What the `media:` capabilities supply. */
export const mediaVariables = ['MEDIA_BUCKET', 'MEDIA_RETENTION_DAYS'] as const;

/** Under which all media lie; the grants of `media:` reach nothing else in the bucket. */
export const mediaPrefix = 'media/';

export interface MediaEnvironment {
  readonly bucket: string;
  /** For how many days the bucket keeps an object; S3 removes it at the next midnight UTC, never earlier. */
  readonly retentionDays: number;
}

const DEFAULT_RETENTION_DAYS = 30;

/** Where media lie. Throws a plain sentence that names the variable which is missing or no whole number. */
export const readMediaEnvironment = (environment: Environment): MediaEnvironment => ({
  bucket: requireVariable(environment, 'MEDIA_BUCKET'),
  retentionDays: numberVariable(environment, 'MEDIA_RETENTION_DAYS', DEFAULT_RETENTION_DAYS),
});
