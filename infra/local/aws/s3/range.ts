import { AwsError } from '../aws-error.ts';

/** Bytes `first` to `last`, both included. */
export type ByteRange = { readonly first: number; readonly last: number };

/**
 * The one range that a `Range` header asks of an object. Undefined for what S3 answers with the whole: no header, another
 * unit, a form it does not read, several ranges. Throws S3's refusal of a range that lies beyond the end.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (first <= last) return { first, last };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
}
