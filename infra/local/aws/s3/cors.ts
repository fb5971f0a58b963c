import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../aws-error.ts';
import { compileGlob } from '../iam-pattern.ts';

/** One rule of a bucket's CORS configuration. */
export type CorsRule = {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds?: number | undefined;
};

/** The headers of CORS for an actual request; none when it has no origin or no rule admits it. */
export function corsHeaders(
  rules: readonly CorsRule[],
  method: string,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const { origin } = headers;
  const rule = origin === undefined ? undefined : rules.find((one) => admits(one, origin, method, []));
  return origin === undefined || rule === undefined ? {} : describeRule(rule, origin);
}

/** The answer to a preflight: the headers that the first rule admitting all of it gives; S3's own refusal without one. */
export function answerPreflight(
  rules: readonly CorsRule[],
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const { origin } = headers;
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined) {
    throw new AwsError('BadRequest', 'Insufficient information. Origin request header needed.', 400);
  }
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const rule = rules.find((one) => admits(one, origin, method, asked));
  if (rule === undefined) {
    throw new AwsError(
      'AccessForbidden',
      'CORSResponse: This CORS request is not allowed: no rule of the bucket admits its origin, method and headers.',
      403,
    );
  }
  return {
    ...describeRule(rule, origin),
    ...(asked.length === 0 ? {} : { 'access-control-allow-headers': asked.join(', ') }),
  };
}

function admits(rule: CorsRule, origin: string, method: string, asked: readonly string[]): boolean {
  return (
    rule.allowedOrigins.some((pattern) => compileGlob(pattern).test(origin)) &&
    rule.allowedMethods.includes(method) &&
    asked.every((name) =>
      rule.allowedHeaders.some((pattern) => compileGlob(pattern.toLowerCase()).test(name)),
    )
  );
}

function describeRule(rule: CorsRule, origin: string): Record<string, string> {
  const isForAll = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': isForAll ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(isForAll ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposedHeaders.length === 0
      ? {}
      : { 'access-control-expose-headers': rule.exposedHeaders.join(', ') }),
    ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
