import type { IncomingHttpHeaders } from 'node:http';

/** A request as it came in, read to its end. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query as on the wire. */
  readonly target: string;
  /** Names and values in turn, as on the wire. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface EventFacts {
  readonly apiId: string;
  readonly accountId: string;
  readonly region: string;
  readonly routeKey: string;
  readonly routePath: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly requestId: string;
  readonly now: Date;
}

/**
 * The event of payload format 2.0, as API Gateway makes it for a function. The path is decoded (HTTP APIs do that,
 * REST APIs do not), the query is both raw and decoded with repeated names joined by commas, header names are in lower
 * case, and cookies stand apart from the headers.
 */
export const createEvent = (request: ApiRequest, facts: EventFacts) => {
  const url = splitTarget(request.target);
  const headers = joinHeaders(request, facts);
  const cookies = readCookies(request.rawHeaders);
  const query = joinQuery(url.query);
  const body = encodeBody(request);
  return {
    version: '2.0',
    routeKey: facts.routeKey,
    rawPath: url.path,
    rawQueryString: url.query,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(url.query === '' ? {} : { queryStringParameters: query }),
    requestContext: createContext(request, facts, url.path, headers),
    ...(Object.keys(facts.pathParameters).length === 0 ? {} : { pathParameters: facts.pathParameters }),
    ...body,
  };
};

export type ApiEvent = ReturnType<typeof createEvent>;

/** The event of a Lambda authorizer, format 2.0: the same without body, and with the route's ARN. */
export const createAuthorizerEvent = (event: ApiEvent, facts: EventFacts) => {
  const { isBase64Encoded: _, body: __, ...rest } = { body: undefined, ...event };
  const { method } = event.requestContext.http;
  return {
    ...rest,
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${facts.region}:${facts.accountId}:${facts.apiId}/$default/${method}${facts.routePath}`,
    identitySource: null,
  };
};

export const splitTarget = (target: string): { readonly path: string; readonly query: string } => {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  return { path: decode(path), query: mark < 0 ? '' : target.slice(mark + 1) };
};

/** Undecodable text stays as it is. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const joinQuery = (query: string): Record<string, string> => {
  const joined: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query))
    joined[name] = name in joined ? `${joined[name]},${value}` : value;
  return joined;
};

/** What comes as several headers is joined by commas. `Host` is API Gateway's own: CloudFront does not pass it on. */
const joinHeaders = (request: ApiRequest, facts: EventFacts): Record<string, string> => {
  const joined: Record<string, string> = {};
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = String(request.rawHeaders[index]).toLowerCase();
    const value = String(request.rawHeaders[index + 1]);
    if (name === 'cookie' || connectionHeaders.includes(name)) continue;
    joined[name] = name in joined ? `${joined[name]},${value}` : value;
  }
  joined['host'] = domainNameOf(facts);
  joined['content-length'] = String(request.body.length);
  joined['x-amzn-trace-id'] =
    `Root=1-${Math.floor(facts.now.getTime() / 1000).toString(16)}-${facts.requestId.replaceAll('-', '').slice(0, 24)}`;
  joined['x-forwarded-for'] = [joined['x-forwarded-for'], request.sourceIp].filter(Boolean).join(', ');
  joined['x-forwarded-port'] = '443';
  joined['x-forwarded-proto'] = 'https';
  return joined;
};

const connectionHeaders = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
];

const domainNameOf = ({ apiId, region }: EventFacts): string =>
  `${apiId}.execute-api.${region}.amazonaws.com`;

const readCookies = (rawHeaders: readonly string[]): readonly string[] =>
  rawHeaders
    .flatMap((name, index) =>
      index % 2 === 0 && name.toLowerCase() === 'cookie' ? String(rawHeaders[index + 1]).split(';') : [],
    )
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');

/**
 * Text of these types, and no other, is passed on as text; API Gateway does not list them, they were found by trying
 * (a form is base64, and so is a body without a type). Bytes that are no UTF-8 would be damaged as text: base64 too.
 */
const encodeBody = ({ body, headers }: ApiRequest) => {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  const isText =
    (type.startsWith('text/') ||
      ['application/json', 'application/xml', 'application/javascript'].includes(type)) &&
    headers['content-encoding'] === undefined;
  if (!isText) return { body: body.toString('base64'), isBase64Encoded: true };
  const text = body.toString('utf8');
  const isFaithful = Buffer.from(text, 'utf8').equals(body);
  return isFaithful
    ? { body: text, isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
};

const createContext = (
  request: ApiRequest,
  facts: EventFacts,
  path: string,
  headers: Readonly<Record<string, string>>,
) => ({
  accountId: facts.accountId,
  apiId: facts.apiId,
  domainName: domainNameOf(facts),
  domainPrefix: facts.apiId,
  http: {
    method: request.method,
    path,
    protocol: 'HTTP/1.1',
    sourceIp: request.sourceIp,
    userAgent: headers['user-agent'] ?? '',
  },
  requestId: facts.requestId,
  routeKey: facts.routeKey,
  stage: '$default',
  time: writeLogTime(facts.now),
  timeEpoch: facts.now.getTime(),
});

/** `12/Mar/2020:19:03:58 +0000`, as in web servers' logs. */
const writeLogTime = (now: Date): string => {
  const [, day, month, year, time] = now.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
};
