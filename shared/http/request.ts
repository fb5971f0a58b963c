import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import type { Route } from '../contract/rows.ts';
import { Failure, type FieldError } from '../core/failure.ts';

/** The body's exact bytes. API Gateway hands binary and unknown content over as base64. */
export const readBytes = (event: APIGatewayProxyEventV2): Uint8Array =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/** A JSON pointer (RFC 6901) to a field. */
const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

const units: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

const bound = (most: 'least' | 'most', origin: string, limit: number | bigint): string => {
  const unit = units[origin]?.[limit === 1 ? 0 : 1];
  return unit === undefined ? `It must be at ${most} ${limit}.` : `It must have at ${most} ${limit} ${unit}.`;
};

/** The schema library's own words are for developers; what a schema of ours says by itself is kept. */
const describeIssue = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? 'It is missing.'
        : `It must be ${kinds[issue.expected] ?? issue.expected}.`;
    case 'too_small':
      return bound('least', issue.origin, issue.minimum);
    case 'too_big':
      return bound('most', issue.origin, issue.maximum);
    case 'invalid_value':
      return `It must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}.`;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'It must be a time in ISO 8601, in UTC and with Z at the end, such as 2026-01-31T18:00:00Z.'
        : issue.message;
    default:
      return issue.message;
  }
};

const fieldErrors = (part: FieldError['in'], issues: readonly z.core.$ZodIssue[]): FieldError[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          in: part,
          pointer: pointerTo([...issue.path, key]),
          detail: 'There is no such field.',
        }))
      : [{ in: part, pointer: pointerTo(issue.path), detail: describeIssue(issue) }],
  );

const describe = (errors: readonly FieldError[]): string => {
  const [first] = errors;
  if (first === undefined) return 'The request is not valid.';
  const where = first.pointer === '' ? `the ${first.in}` : `${first.in} ${first.pointer}`;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `At ${where}: ${first.detail}${more}`;
};

const parsePart = (part: FieldError['in'], schema: z.ZodObject | undefined, value: unknown): unknown => {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(part, parsed.error.issues);
  throw new Failure('invalid_request', { detail: describe(errors), errors });
};

/** Decodes the query exactly once, and refuses a parameter that is there twice: which one would count? */
const readQuery = (rawQueryString: string): Record<string, string> => {
  const parameters = new URLSearchParams(rawQueryString);
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of parameters) {
    if (name in query) {
      const errors = [
        { in: 'query', pointer: pointerTo([name]), detail: 'It is there more than once.' },
      ] as const;
      throw new Failure('invalid_request', { detail: describe(errors), errors });
    }
    query[name] = value;
  }
  return query;
};

const refuseUnknownQuery = (query: Record<string, string>) => {
  const errors = Object.keys(query).map((name) => ({
    in: 'query' as const,
    pointer: pointerTo([name]),
    detail: 'There is no such parameter.',
  }));
  if (errors.length > 0) throw new Failure('invalid_request', { detail: describe(errors), errors });
};

/** JSON is UTF-8 (RFC 8259 section 8.1); a body that says it is in another charset is not read as if it were. */
const isJson = (contentType = ''): boolean => {
  const [mediaType, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return mediaType === 'application/json' && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
};

const decoder = new TextDecoder('utf-8', { fatal: true });

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    // Without the parser's own error, which quotes the body: a log holds none of it.
    throw new Failure('invalid_json', { detail: 'The body must be one JSON object in UTF-8.' });
  }
};

const readBody = (route: Route, event: APIGatewayProxyEventV2, bytes: Uint8Array): unknown => {
  if (route.body === undefined) {
    if (bytes.length === 0) return undefined;
    throw new Failure('invalid_request', { detail: 'This operation takes no body.' });
  }
  if (!isJson(event.headers['content-type'])) {
    throw new Failure('unsupported_media_type', {
      detail: 'Send the body with content-type: application/json.',
    });
  }
  return parsePart('body', route.body, parseJson(bytes));
};

/** Refuses a body over the route's limit before anything else looks at it. */
export const limitBody = (route: Route, bytes: Uint8Array): void => {
  if (bytes.length > route.maxBodyBytes) {
    throw new Failure('body_too_large', {
      detail: `The body has ${bytes.length} bytes; this operation takes at most ${route.maxBodyBytes}.`,
    });
  }
};

/** Parses a request into the types that its row declares. Throws `Failure` with a pointer to each invalid field. */
export const parseRequest = (route: Route, event: APIGatewayProxyEventV2, bytes: Uint8Array) => {
  const query = readQuery(event.rawQueryString);
  if (route.query === undefined) refuseUnknownQuery(query);
  return {
    params: parsePart('path', route.params, event.pathParameters ?? {}),
    query: parsePart('query', route.query, { ...query }),
    body: readBody(route, event, bytes),
  };
};
