/**
 * Readers for what the control API is sent. A reader turns an unknown value into a typed one or throws an
 * InputError that names the place and what was expected there.
 */
export class InputError extends Error {
  override name = 'InputError';
}

export type Reader<T> = (value: unknown, place: string) => T;
export type Shape<T> = { [K in keyof T]-?: Reader<Exclude<T[K], undefined>> };

const refuse = (place: string, expected: string): never => {
  throw new InputError(`${place} must be ${expected}.`);
};

export const text: Reader<string> = (value, place) =>
  typeof value === 'string' ? value : refuse(place, 'text');

export const filledText: Reader<string> = (value, place) =>
  typeof value === 'string' && value.trim() !== '' ? value : refuse(place, 'text that is not empty');

export const flag: Reader<boolean> = (value, place) =>
  typeof value === 'boolean' ? value : refuse(place, 'true or false');

/** A whole number within bounds. */
export const whole =
  (minimum: number, maximum = Number.MAX_SAFE_INTEGER): Reader<number> =>
  (value, place) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum
      ? value
      : refuse(place, `a whole number from ${minimum} to ${maximum}`);

export const oneOf =
  <const T extends string>(...choices: readonly T[]): Reader<T> =>
  (value, place) =>
    choices.find((choice) => choice === value) ?? refuse(place, `one of ${choices.join(', ')}`);

export const orNull =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, place) =>
    value === null ? null : reader(value, place);

export const listOf =
  <T>(reader: Reader<T>): Reader<T[]> =>
  (value, place) =>
    Array.isArray(value)
      ? value.map((item, index) => reader(item, `${place}[${index}]`))
      : refuse(place, 'a list');

/** Any JSON object, its keys unchecked. */
export const record: Reader<Record<string, unknown>> = (value, place) =>
  isRecord(value) ? value : refuse(place, 'an object');

/** An object of texts, such as headers. */
export const textRecord: Reader<Record<string, string>> = (value, place) =>
  Object.fromEntries(
    Object.entries(record(value, place)).map(([key, item]) => [key, text(item, `${place}.${key}`)]),
  );

/** An object of which every known key may be absent; an unknown key is refused by name. */
export function readPartial<T extends object>(shape: Shape<T>): Reader<Partial<T>> {
  return (value, place) => {
    const given = record(value ?? {}, place);
    const known = Object.entries<Reader<unknown>>(shape);
    const stranger = Object.keys(given).find((key) => !Object.hasOwn(shape, key));
    if (stranger !== undefined) {
      refuse(`${place}.${stranger}`, `left out: the known keys are ${Object.keys(shape).join(', ')}`);
    }
    const result: Partial<T> = {};
    for (const [key, reader] of known) {
      if (given[key] !== undefined) Object.assign(result, { [key]: reader(given[key], `${place}.${key}`) });
    }
    return result;
  };
}

/** As readPartial, with some keys that must be there. */
export function readObject<T extends object, R extends keyof T & string>(
  shape: Shape<T>,
  ...required: readonly R[]
): Reader<Partial<T> & Required<Pick<T, R>>> {
  const partial = readPartial(shape);
  const hasAll = (value: Partial<T>): value is Partial<T> & Required<Pick<T, R>> =>
    required.every((key) => value[key] !== undefined);
  return (value, place) => {
    const result = partial(value, place);
    if (hasAll(result)) return result;
    const missing = required.find((key) => result[key] === undefined);
    return refuse(`${place}.${missing}`, 'given');
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
