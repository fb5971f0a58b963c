import { element } from '../../dom/element.ts';
import type { DocsMessages } from './messages.ts';
import type { Parameter } from './read-document.ts';
import type { Field, Limit } from './read-schema.ts';
import { type Piece, splitProse } from './split-prose.ts';

const renderPieces = (pieces: readonly Piece[]): readonly (Node | string)[] =>
  pieces.map(({ text, isCode }) => (isCode ? element('code', {}, text) : text));

/** A text of the document, in its own language. */
export const renderProse = (text: string): readonly HTMLElement[] =>
  splitProse(text).map((pieces) => element('p', { lang: 'en' }, ...renderPieces(pieces)));

/** The same within a line. */
export const renderInline = (text: string): HTMLElement =>
  element('span', { lang: 'en' }, ...renderPieces(splitProse(text).flat()));

const describeLimit = ({ of, min, max }: Limit, messages: DocsMessages): string => {
  const range =
    min !== undefined && max !== undefined
      ? messages.between(min, max)
      : min !== undefined
        ? messages.atLeast(min)
        : messages.atMost(max ?? 0);
  return `${messages.limits[of]} ${range}`;
};

const renderRules = (field: Field, messages: DocsMessages): HTMLElement | undefined => {
  const values = (words: readonly string[]) => words.flatMap((word) => [' ', element('code', {}, word)]);
  const rules: readonly (readonly (Node | string)[])[] = [
    ...(field.oneOf.length === 0 ? [] : [[messages.oneOf, ...values(field.oneOf)]]),
    ...field.limits.map((limit) => [describeLimit(limit, messages)]),
    ...(field.byDefault === undefined ? [] : [[messages.byDefault, ...values([field.byDefault])]]),
  ];
  if (rules.length === 0) return undefined;
  const separated = rules.flatMap((rule, index) => (index === 0 ? rule : [' · ', ...rule]));
  return element('p', { class: 'rules soft' }, ...separated);
};

const isParameter = (field: Field | Parameter): field is Parameter => 'place' in field;

const renderField = (field: Field | Parameter, messages: DocsMessages): HTMLElement =>
  element(
    'li',
    {},
    element(
      'p',
      { class: 'field' },
      element('code', { class: 'name' }, field.name),
      element('span', { class: 'soft' }, isParameter(field) ? `${field.place} · ${field.type}` : field.type),
      element(
        'span',
        { class: field.isRequired ? 'required' : 'soft' },
        field.isRequired ? messages.required : messages.optional,
      ),
    ),
    ...(field.description === undefined ? [] : renderProse(field.description)),
    renderRules(field, messages),
  );

/** The fields as a list; nothing when there are none. */
export const renderFields = (fields: readonly (Field | Parameter)[], messages: DocsMessages) =>
  fields.length === 0
    ? undefined
    : element('ul', { class: 'fields' }, ...fields.map((field) => renderField(field, messages)));
