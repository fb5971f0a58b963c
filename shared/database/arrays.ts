import type { PostgresType } from 'postgres';

/** Postgres's own numbers for the array types that are sent as parameters (catalog pg_type). */
export const textArray = 1009;
export const integerArray = 1007;
export const doubleArray = 1022;
export const uuidArray = 2951;

/**
 * Joins texts that do not hold it, for `string_to_array`: many times faster than an array, in which the driver and Postgres
 * look at each character for something to escape. JSON holds it in an escape alone.
 */
export const separator = '\u001e';

const quote = (value: unknown): string =>
  value === null || value === undefined
    ? 'NULL'
    : `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** An array as Postgres reads it (manual, section 8.15.6). */
export const writeArray = (values: readonly unknown[]): string => `{${values.map(quote).join()}}`;

const element = /"((?:[^"\\]|\\.)*)"|([^,]+)/gs;

/** The elements of a text array of one dimension, as Postgres writes it. */
export const readTextArray = (text: string): (string | null)[] =>
  [...text.slice(1, -1).matchAll(element)].map(([, quoted, plain]) => {
    if (quoted !== undefined) return quoted.replaceAll(/\\(.)/gs, '$1');
    return plain === undefined || plain === 'NULL' ? null : plain;
  });

const written = (to: number) => ({
  to,
  from: [],
  // What is no array is written as one already.
  serialize: (values: unknown) => (Array.isArray(values) ? writeArray(values) : values),
  parse: readTextArray,
});

/**
 * How the driver is to write and read arrays. Left to itself it asks each new connection for its array types, in a query
 * that nobody waits for: a connection that is cut at that moment, as all are in a failover, would end the process.
 */
export const arrayTypes: Record<string, PostgresType<unknown>> = {
  text: { ...written(textArray), from: [textArray] },
  integer: written(integerArray),
  double: written(doubleArray),
  uuid: written(uuidArray),
};
