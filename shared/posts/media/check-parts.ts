import { Failure, type FieldError } from '../../core/failure.ts';
import type { NamedPart, StoredPart } from '../../media/media-store.ts';
import { type PartPlan, partSizeOf } from './part-plan.ts';

/** ETags come with or without the quotes of their header. */
const isSameEtag = (one: string, other: string): boolean =>
  one.replaceAll('"', '').toLowerCase() === other.replaceAll('"', '').toLowerCase();

const errorAt = (index: number, field: string, detail: string): FieldError => ({
  in: 'body',
  pointer: `/parts/${index}/${field}`,
  detail,
});

const checkNamed = (
  plan: PartPlan,
  stored: ReadonlyMap<number, StoredPart>,
  named: readonly NamedPart[],
): readonly FieldError[] => {
  const seen = new Set<number>();
  return named.flatMap(({ partNumber, etag }, index) => {
    if (seen.has(partNumber)) return [errorAt(index, 'partNumber', 'This part is named twice.')];
    seen.add(partNumber);
    if (partNumber > plan.partCount)
      return [errorAt(index, 'partNumber', `The upload has ${plan.partCount} parts.`)];
    const part = stored.get(partNumber);
    if (part === undefined)
      return [errorAt(index, 'partNumber', 'This part has not arrived. Upload it again.')];
    if (!isSameEtag(part.etag, etag))
      return [
        errorAt(index, 'etag', 'Another version of this part is stored. Name its ETag, or upload it again.'),
      ];
    const wantedBytes = partSizeOf(plan, partNumber);
    if (part.sizeBytes === wantedBytes) return [];
    const detail = `This part has ${part.sizeBytes} bytes instead of ${wantedBytes}. Upload it again.`;
    return [errorAt(index, 'partNumber', detail)];
  });
};

const listSome = (numbers: readonly number[]): string =>
  numbers.length > 10
    ? `${numbers.slice(0, 10).join(', ')} and ${numbers.length - 10} more`
    : numbers.join(', ');

const refuse = (errors: readonly FieldError[]): never => {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new Failure('media_parts_refused', {
    detail: `The upload is not complete. ${first?.detail ?? ''}${more}`,
    errors: errors.slice(0, 100),
  });
};

/**
 * The parts to join, in their order. Throws `media_parts_refused` with a pointer to each that is not stored as it was named
 * and planned, or when some are not named.
 */
export const checkParts = (
  plan: PartPlan,
  stored: readonly StoredPart[],
  named: readonly NamedPart[],
): readonly NamedPart[] => {
  const errors = checkNamed(plan, new Map(stored.map((part) => [part.partNumber, part])), named);
  if (errors.length > 0) refuse(errors);
  return orderParts(plan, named);
};

/** The same when nothing is known of what is stored: each part of the plan is named once, in order. */
export const orderParts = (plan: PartPlan, named: readonly NamedPart[]): readonly NamedPart[] => {
  const numbers = new Set(named.map(({ partNumber }) => partNumber));
  const missing = Array.from({ length: plan.partCount }, (_, index) => index + 1).filter(
    (partNumber) => !numbers.has(partNumber),
  );
  if (missing.length > 0)
    refuse([{ in: 'body', pointer: '/parts', detail: `These parts are not named: ${listSome(missing)}.` }]);
  return named.toSorted((a, b) => a.partNumber - b.partNumber);
};
