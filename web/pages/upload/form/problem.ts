import type { FieldName } from './fields.ts';

/** What can keep a form from being published; the catalogue has a sentence for each. */
export const problemCodes = [
  'account-lost',
  'file-missing',
  'file-reading',
  'file-sending',
  'file-paused',
  'file-failed',
  'file-checking',
  'file-refused',
  'file-too-long',
  'file-expiring',
  'url-missing',
  'url-wrong',
  'photos-missing',
  'photos-too-many',
  'photo-wrong',
  'scope-missing',
  'creator-closed',
  'text-too-long',
  'text-unreadable',
  'audience-missing',
  'audience-withdrawn',
  'audience-branded',
  'interaction-closed',
  'disclosure-empty',
  'time-missing',
  'time-too-soon',
  'time-too-late',
  'time-after-file',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** What a sentence names. Numbers and moments are worded by the reader's locale. */
export interface ProblemValues {
  readonly amount?: number;
  readonly limit?: number;
  readonly seconds?: number;
  readonly limitSeconds?: number;
  readonly until?: Date;
}

/** One thing that is not as it has to be. */
export interface Problem {
  readonly field: FieldName;
  readonly code: ProblemCode;
  readonly values?: ProblemValues;
}

/** What is simply not there yet: it is said once somebody wants to publish, and not before. */
const notYet: readonly ProblemCode[] = [
  'account-lost',
  'file-missing',
  'file-reading',
  'file-sending',
  'file-paused',
  'file-failed',
  'file-checking',
  'file-refused',
  'url-missing',
  'url-wrong',
  'photos-missing',
  'photo-wrong',
  'audience-missing',
  'disclosure-empty',
  'time-missing',
];

/** Whether something that was chosen or typed is wrong, which is told at once. What the media section tells is left to it. */
export const isToldAtOnce = ({ code }: Problem): boolean => !notYet.includes(code);
