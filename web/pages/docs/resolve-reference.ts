import { isJsonObject, type JsonObject } from '../../api/read-json.ts';

/** References may lead to references; a chain longer than this is a circle. */
const maxSteps = 20;

const unescapePart = (part: string): string => decodePart(part).replaceAll('~1', '/').replaceAll('~0', '~');

const decodePart = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const findByPointer = (root: JsonObject, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map(unescapePart)
    .reduce<unknown>(
      (place, key) => (isJsonObject(place) && Object.hasOwn(place, key) ? place[key] : undefined),
      root,
    );

/** Follows `$ref` within the document. What leads nowhere, outside or in a circle is an empty object. */
export const resolveReference = (root: JsonObject, value: unknown): JsonObject => {
  let place = value;
  for (let step = 0; step < maxSteps; step += 1) {
    if (!isJsonObject(place)) return {};
    const reference = place['$ref'];
    if (typeof reference !== 'string') return place;
    place = reference.startsWith('#/') ? findByPointer(root, reference.slice(1)) : undefined;
  }
  return {};
};
