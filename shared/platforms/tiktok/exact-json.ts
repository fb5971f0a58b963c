/**
 * Parses JSON, with whole numbers that a JavaScript number cannot hold as their text: TikTok's post ids have 19 digits and
 * come as numbers (tiktok-api.md section 10.1). Throws `SyntaxError` for what is no JSON.
 */
export const parseExactJson = (text: string): unknown => JSON.parse(text, keepDigits);

/** JavaScript hands each value's own text to a reviver (JSON.parse source text access, Node 22 and newer). */
const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? (context?.source ?? value)
    : value;
