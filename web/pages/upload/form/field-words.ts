import type { FieldName } from './fields.ts';
import type { Problem } from './problem.ts';
import type { FieldRefusal } from './read-refusal.ts';

/** What stands at a field: our sentences, and the API's, which are English. Texts, so that what is equal is not drawn again. */
export interface FieldWords {
  readonly own: string;
  readonly api: string;
}

export type WordsByField = (field: FieldName) => FieldWords;

const none: FieldWords = { own: '', api: '' };

/** Whether there is anything to say at a field. */
export const isWrong = ({ own, api }: FieldWords): boolean => own !== '' || api !== '';

/** Gathers what there is to say, field by field. */
export const gatherWords = (
  problems: readonly Problem[],
  refusals: readonly FieldRefusal[],
  say: (problem: Problem) => string,
): WordsByField => {
  const words = new Map<FieldName, FieldWords>();
  const add = (field: FieldName, name: keyof FieldWords, text: string): void => {
    const known = words.get(field) ?? none;
    words.set(field, { ...known, [name]: `${known[name]} ${text}`.trim() });
  };
  for (const problem of problems) add(problem.field, 'own', say(problem));
  for (const { field, detail } of refusals) add(field, 'api', detail);
  return (field) => words.get(field) ?? none;
};

/** What there is to say at several fields that stand in one group. */
export const joinWords = (all: readonly FieldWords[]): FieldWords => {
  const join = (name: keyof FieldWords): string => [...new Set(all.map((one) => one[name]))].join(' ').trim();
  return { own: join('own'), api: join('api') };
};
