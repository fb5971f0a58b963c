import { isJsonObject, type JsonObject, textOf, textsOf } from '../../api/read-json.ts';
import { resolveReference } from './resolve-reference.ts';

export interface Limit {
  readonly of: 'length' | 'value' | 'items';
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** One field of a body or one parameter, as a row of a table. */
export interface Field {
  /** With the way to it: `accounts[].accountId`. */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string | undefined;
  readonly oneOf: readonly string[];
  readonly byDefault: string | undefined;
  readonly limits: readonly Limit[];
}

/** Deeper fields are left out: no schema of ours is that deep, and a circular one ends here. */
const maxDepth = 6;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const numberOf = (schema: JsonObject, key: string): number | undefined => {
  const found = schema[key];
  return typeof found === 'number' && Number.isSafeInteger(found) && Math.abs(found) < 2 ** 53 - 1
    ? found
    : undefined;
};

const alternativesOf = (schema: JsonObject): readonly unknown[] => [
  ...listOf(schema['anyOf']),
  ...listOf(schema['oneOf']),
];

/** A schema with its reference followed and the parts of `allOf` laid over it. */
const flatten = (root: JsonObject, value: unknown, depth = 0): JsonObject => {
  const schema = resolveReference(root, value);
  const parts = listOf(schema['allOf']);
  if (parts.length === 0 || depth > maxDepth) return schema;
  const layers = [schema, ...parts.map((part) => flatten(root, part, depth + 1))];
  return Object.assign({}, ...layers, {
    properties: Object.assign({}, ...layers.map(propertiesOf)),
    required: layers.flatMap((layer) => textsOf(layer, 'required')),
  });
};

const propertiesOf = (schema: JsonObject): JsonObject =>
  isJsonObject(schema['properties']) ? schema['properties'] : {};

const typesOf = (root: JsonObject, schema: JsonObject, depth: number): readonly string[] => {
  const own = typeof schema['type'] === 'string' ? [schema['type']] : textsOf(schema, 'type');
  const named = own.map((type) => {
    if (type === 'array') return `${describeType(root, schema['items'], depth + 1)}[]`;
    const format = textOf(schema, 'format');
    return format === undefined || type === 'null' ? type : `${type} (${format})`;
  });
  if (named.length > 0) return named;
  const alternatives = alternativesOf(schema).map((part) => describeType(root, part, depth + 1));
  if (alternatives.length > 0) return alternatives;
  const constant = schema['const'] ?? listOf(schema['enum'])[0];
  return constant === undefined ? ['any'] : [constant === null ? 'null' : typeof constant];
};

const describeType = (root: JsonObject, value: unknown, depth = 0): string => {
  if (depth > maxDepth) return 'any';
  const types = [...new Set(typesOf(root, flatten(root, value), depth))].join(' | ');
  return types.includes(' | ') && depth > 0 ? `(${types})` : types;
};

const allowedOf = (schema: JsonObject): readonly string[] => {
  const values = 'const' in schema ? [schema['const']] : listOf(schema['enum']);
  return values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
};

const limitKeys = [
  ['length', 'minLength', 'maxLength'],
  ['value', 'minimum', 'maximum'],
  ['items', 'minItems', 'maxItems'],
] as const;

const limitsOf = (schema: JsonObject): readonly Limit[] =>
  limitKeys
    .map(([of, min, max]) => ({ of, min: numberOf(schema, min), max: numberOf(schema, max) }))
    .filter(({ min, max }) => min !== undefined || max !== undefined);

/** One field from its schema. */
export const readField = (root: JsonObject, name: string, isRequired: boolean, value: unknown): Field => {
  const schema = flatten(root, value);
  return {
    name,
    isRequired,
    type: describeType(root, schema),
    description: textOf(schema, 'description'),
    oneOf: allowedOf(schema),
    byDefault: 'default' in schema ? JSON.stringify(schema['default']) : undefined,
    limits: limitsOf(schema),
  };
};

/** All fields of an object's schema, those within its objects and lists after their own. */
export const readFields = (root: JsonObject, value: unknown, prefix = '', depth = 0): readonly Field[] => {
  if (depth > maxDepth) return [];
  const schema = flatten(root, value);
  const required = textsOf(schema, 'required');
  const own = Object.entries(propertiesOf(schema)).flatMap(([key, property]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    return [
      readField(root, name, required.includes(key), property),
      ...readFields(root, property, name, depth + 1),
    ];
  });
  const items =
    schema['items'] === undefined ? [] : readFields(root, schema['items'], `${prefix}[]`, depth + 1);
  const alternatives = alternativesOf(schema).flatMap((part) => readFields(root, part, prefix, depth + 1));
  return [...own, ...items, ...alternatives];
};
