import type { ApiAnswer } from './http-answer.ts';
import type { ApiRequest } from './http-event.ts';
import type { HeaderRule, HeadersModel, SiteCors } from './read-headers.ts';

/** The headers of an answer as the behaviour's policy leaves them, those of CORS only for a request that has an origin. */
export const applyHeaders = (
  headers: ApiAnswer['headers'],
  policy: HeadersModel,
  request: ApiRequest,
): ApiAnswer['headers'] => {
  const applied = applyRules(headers, policy.rules);
  if (policy.cors === undefined || request.headers['origin'] === undefined) return applied;
  return { ...applied, ...corsHeaders(policy.cors, isPreflight(request)) };
};

const applyRules = (headers: ApiAnswer['headers'], rules: readonly HeaderRule[]): ApiAnswer['headers'] => {
  const applied = { ...headers };
  for (const { name, value, override } of rules) if (override || !(name in applied)) applied[name] = value;
  return applied;
};

const isPreflight = ({ method, headers }: ApiRequest): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

const corsHeaders = (cors: SiteCors, preflight: boolean): Record<string, string> => ({
  'access-control-allow-origin': '*',
  ...(cors.exposeHeaders.length === 0
    ? {}
    : { 'access-control-expose-headers': cors.exposeHeaders.join(', ') }),
  ...(preflight
    ? {
        'access-control-allow-methods': cors.allowMethods.join(', '),
        'access-control-allow-headers': cors.allowHeaders.join(', '),
        ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
      }
    : {}),
});
