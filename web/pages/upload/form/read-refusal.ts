import type { ApiError } from '../../../api/api-error.ts';
import { troubleOf } from '../../../api/api-error.ts';
import type { Draft } from '../model.ts';
import { type FieldName, fieldNames, partOf } from './fields.ts';

/** A sentence of the API's about one field. */
export interface FieldRefusal {
  readonly field: FieldName;
  readonly detail: string;
}

const byPointer: Readonly<Record<string, FieldName>> = {
  '/mode': 'mode',
  '/publishAt': 'publishAt',
  '/post/yourBrand': 'disclosure',
  '/post/brandedContent': 'disclosure',
  '/post/coverTimestampMs': 'media',
};

const isFieldName = (name: string): name is FieldName => (fieldNames as readonly string[]).includes(name);

/** The field that a JSON pointer into the body leads to; undefined for one that nobody fills in here. */
export const fieldAt = (pointer: string): FieldName | undefined => {
  const known = byPointer[pointer];
  if (known !== undefined) return known;
  const [, part, name = ''] = pointer.split('/');
  if (part === 'media') return 'media';
  return part === 'post' && isFieldName(name) ? name : undefined;
};

/** What the API's refusal says of the fields that are shown. */
export const readRefusal = (
  refusal: ApiError | undefined,
  shown: readonly FieldName[],
): readonly FieldRefusal[] =>
  (troubleOf(refusal)?.fields ?? []).flatMap(({ pointer, detail }) => {
    const field = fieldAt(pointer);
    return field === undefined || !shown.includes(field) ? [] : [{ field, detail }];
  });

/** Whether the field still holds what was refused. */
export const isAsRefused = (field: FieldName, refused: Draft, draft: Draft): boolean =>
  partOf[field].every((part) => refused[part] === draft[part]);
