/**
 * JSON in which a bigint becomes a number with all its digits, as TikTok sends post ids (section 10.1). Only for values
 * without text from outside.
 */
export function stringifyExactly(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? `exact:${item}` : item,
  );
  return text.replace(/"exact:(-?\d+)"/g, '$1');
}
