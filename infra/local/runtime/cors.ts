import type { CorsModel } from './read-api.ts';

type Headers = Readonly<Record<string, string | readonly string[]>>;

/**
 * The headers that API Gateway adds for a request from `origin`; none when there is no origin or it is not admitted.
 * Those that a function sets itself are ignored by API Gateway once CORS is configured.
 */
export const corsHeaders = (cors: CorsModel, origin: string | undefined): Record<string, string> => {
  if (origin === undefined || !admits(cors, origin)) return {};
  return {
    'access-control-allow-origin': cors.allowOrigins.includes('*') && !cors.allowCredentials ? '*' : origin,
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposeHeaders.length === 0
      ? {}
      : { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
    vary: 'origin',
  };
};

/** The answer to a preflight, which never reaches a function: 204, with what is allowed if the origin is admitted. */
export const preflightHeaders = (cors: CorsModel, origin: string | undefined): Record<string, string> => {
  const admitted = corsHeaders(cors, origin);
  if (!('access-control-allow-origin' in admitted)) return {};
  const { 'access-control-expose-headers': _, ...rest } = admitted;
  return {
    ...rest,
    'access-control-allow-methods': cors.allowMethods.join(','),
    'access-control-allow-headers': cors.allowHeaders.join(','),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
};

const admits = (cors: CorsModel, origin: string): boolean =>
  cors.allowOrigins.some((allowed) => allowed === '*' || allowed.toLowerCase() === origin.toLowerCase());

/** A function's headers without those of CORS. */
export const withoutCors = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('access-control-')));
