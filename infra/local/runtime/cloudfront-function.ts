import { createContext, Script } from 'node:vm';
import { isRecord } from './template.ts';

export interface ViewerRequest {
  readonly method: string;
  /** The path, not decoded. */
  readonly uri: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
}

export type ViewerVerdict =
  | { readonly kind: 'request'; readonly uri: string }
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };

/** CloudFront stops a function after about a millisecond; this is only a guard against an endless loop. */
const timeoutMs = 200;

/**
 * Loads the code of a CloudFront function (JavaScript runtime 2.0) and answers what it does with a request: passes it
 * on, perhaps with another path, or answers itself. Throws what the function throws.
 */
export const loadViewerFunction = (code: string): ((request: ViewerRequest) => ViewerVerdict) => {
  // Nothing of Node's is in reach; CloudFront has neither network nor timers.
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  new Script(code, { filename: 'cloudfront-function.js' }).runInContext(context, { timeout: timeoutMs });
  const call = new Script('JSON.stringify(handler(JSON.parse(event)))');
  return (request) => {
    context['event'] = JSON.stringify(eventFor(request));
    const result: unknown = JSON.parse(String(call.runInContext(context, { timeout: timeoutMs })));
    return readVerdict(result);
  };
};

const eventFor = ({ method, uri, query, headers, ip }: ViewerRequest) => ({
  version: '1.0',
  context: { eventType: 'viewer-request', distributionDomainName: headers['host'] ?? 'localhost' },
  viewer: { ip },
  request: {
    method,
    uri,
    querystring: Object.fromEntries(
      [...new URLSearchParams(query)].map(([name, value]) => [name, { value }]),
    ),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { value }])),
    cookies: {},
  },
});

const readVerdict = (result: unknown): ViewerVerdict => {
  if (!isRecord(result))
    throw new Error('The CloudFront function returned neither a request nor a response.');
  const { statusCode, headers, body, uri } = result;
  if (typeof statusCode === 'number')
    return { kind: 'response', status: statusCode, headers: readHeaders(headers), body: readBody(body) };
  if (typeof uri !== 'string') throw new Error('The CloudFront function returned a request without uri.');
  return { kind: 'request', uri };
};

const readHeaders = (headers: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isRecord(headers) ? headers : {}).map(([name, given]) => [
      name.toLowerCase(),
      isRecord(given) ? String(given['value']) : String(given),
    ]),
  );

const readBody = (body: unknown): string => {
  if (typeof body === 'string') return body;
  return isRecord(body) && typeof body['data'] === 'string' ? body['data'] : '';
};
