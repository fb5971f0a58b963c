import { describe, expect, test } from '@jest/globals';
import { parseSync } from '@swc/core';
import { isJsonObject, type JsonObject } from '../../../web/api/read-json.ts';
import { readSources } from '../../support/source-files.ts';

/** Attributes that a person reads or hears. */
const spokenAttributes = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'content',
  'description',
  'errorMessage',
  'heading',
  'hint',
  'intro',
  'label',
  'placeholder',
  'summary',
  'text',
  'title',
]);

/** The beginning of an address is the same in every language. */
const hasLetters = (value: unknown): value is string =>
  typeof value === 'string' && /\p{L}/u.test(value.replace(/^https?:\/\/$/, ''));

const nameOf = (node: unknown): string => {
  if (!isJsonObject(node)) return '';
  if (node['type'] === 'JSXNamespacedName') return `${nameOf(node['namespace'])}:${nameOf(node['name'])}`;
  return typeof node['value'] === 'string' ? node['value'] : '';
};

/** The text that an expression would put on the page by itself: a literal, or one that it chooses between. */
const literalsOf = (node: unknown): readonly string[] => {
  if (!isJsonObject(node)) return [];
  switch (node['type']) {
    case 'StringLiteral':
      return hasLetters(node['value']) ? [node['value']] : [];
    case 'TemplateLiteral': {
      const quasis = Array.isArray(node['quasis']) ? node['quasis'] : [];
      return quasis.map((part: unknown) => (isJsonObject(part) ? part['raw'] : undefined)).filter(hasLetters);
    }
    case 'ConditionalExpression':
      return [...literalsOf(node['consequent']), ...literalsOf(node['alternate'])];
    case 'BinaryExpression':
      return ['+', '||', '??'].includes(String(node['operator']))
        ? [...literalsOf(node['left']), ...literalsOf(node['right'])]
        : node['operator'] === '&&'
          ? literalsOf(node['right'])
          : [];
    case 'ParenthesisExpression':
    case 'JSXExpressionContainer':
      return literalsOf(node['expression']);
    default:
      return [];
  }
};

const ownText = (node: JsonObject): readonly string[] => {
  switch (node['type']) {
    case 'JSXText':
      return hasLetters(node['value']) ? [node['value'].trim()] : [];
    case 'JSXElement':
    case 'JSXFragment':
      return (Array.isArray(node['children']) ? node['children'] : []).flatMap(literalsOf);
    case 'JSXAttribute':
      return spokenAttributes.has(nameOf(node['name'])) ? literalsOf(node['value']) : [];
    default:
      return [];
  }
};

/** Every text that stands in a file's JSX instead of a catalogue. */
const textsOf = (node: unknown): readonly string[] => {
  if (Array.isArray(node)) return node.flatMap(textsOf);
  if (!isJsonObject(node)) return [];
  return [...ownText(node), ...Object.values(node).flatMap(textsOf)];
};

const textsIn = (source: string): readonly string[] =>
  textsOf(parseSync(source, { syntax: 'typescript', tsx: true }));

const sources = readSources('web').filter(({ path }) => path.endsWith('.tsx'));

describe('the components', () => {
  test('of the site and the widget hold no text of their own', () => {
    const texts = sources.flatMap(({ path, text }) => textsIn(text).map((found) => `${path}: ${found}`));

    expect(sources.length).toBeGreaterThan(10);
    expect(texts).toEqual([]);
  });

  test.each([
    ['<p>Hello</p>', 'Hello'],
    ["<p>{'Hello'}</p>", 'Hello'],
    ["<p>{isNew ? 'Hello' : name}</p>", 'Hello'],
    ["<p>{isNew && 'Hello'}</p>", 'Hello'],
    ['<p>{`Hello`}</p>', 'Hello'],
    ['<>Hello</>', 'Hello'],
    ['<Row label="Hello" />', 'Hello'],
    ["<Row a={<i title={'Hello'} />} />", 'Hello'],
    ['<button aria-label="Hello" type="button" />', 'Hello'],
  ])('would be found out if they did: %s', (jsx, text) => {
    expect(textsIn(`export const One = () => ${jsx};`)).toEqual([text]);
  });

  test.each([
    '<p className="soft" id="a">@{name} · 1</p>',
    "<p>{t('heading')}</p>",
    '<img alt="" src="x" />',
  ])('may hold names that nobody reads, and signs: %s', (jsx) => {
    expect(textsIn(`export const One = () => ${jsx};`)).toEqual([]);
  });
});
