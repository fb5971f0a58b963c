import type { BulkGrant } from './bulk-grants.ts';
import { type NewCreator, readNewCreator } from './creators.ts';
import { filledText, InputError, listOf, type Reader, readPartial, text, whole } from './input.ts';

/** More than any test needs, and far from filling the memory. */
const mostCreators = 200_000;

const readFields = readPartial<{ count: number; prefix: string; creators: NewCreator[]; scopes: string[] }>({
  count: whole(1, mostCreators),
  prefix: filledText,
  creators: listOf<NewCreator>(readNewCreator),
  scopes: listOf(text),
});

/** Reads a bulk grant as the control API takes it: with a count or with creators. */
export const readBulkGrant: Reader<BulkGrant> = (value, place) => {
  const { count, prefix, creators, scopes } = readFields(value, place);
  const shared = scopes === undefined ? {} : { scopes };
  if (count !== undefined && creators === undefined)
    return { ...shared, count, ...(prefix === undefined ? {} : { prefix }) };
  if (creators !== undefined && count === undefined && prefix === undefined) return { ...shared, creators };
  throw new InputError(`${place} must have either count or creators, and a prefix only with count.`);
};
