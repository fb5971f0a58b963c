import * as z from 'zod';
import type { FailureCode } from '../core/failure.ts';
import { problems } from './problems.ts';
import { failuresOf } from './route-failures.ts';
import type { Reply, Route } from './rows.ts';
import { problem } from './schemas.ts';

type Json = Record<string, unknown>;

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
};

const parameters = (schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
};

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A name of your own for this request, kept for at least 24 hours: repeated with the same body it has one effect and the same answer, with `idempotent-replay: true`.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const headerDescriptions: Readonly<Record<string, string>> = {
  location: 'Where the browser goes.',
  'set-cookie': 'The cookie that binds the attempt to this browser.',
  'referrer-policy': 'The address that is left, with its code and state, is told to nobody.',
  'x-request-id': 'Names this request in the log.',
  'retry-after': 'Seconds to wait before the next try.',
};

const headers = (names: readonly string[]): Json =>
  Object.fromEntries(
    names.map((name) => [
      name,
      { description: headerDescriptions[name] ?? name, schema: { type: 'string' } },
    ]),
  );

const renderReply = (reply: Reply): Json => ({
  description: reply.description,
  headers: headers(['x-request-id', ...(reply.headers ?? [])]),
  ...(reply.body === undefined
    ? {}
    : { content: { 'application/json': { schema: jsonSchema(reply.body, 'output') } } }),
});

const renderProblems = (codes: readonly FailureCode[]): Json => {
  const byStatus = Map.groupBy(codes, (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, list]) => [
        String(status),
        {
          description: list.map((code) => `${problems[code].title} (\`${code}\`).`).join(' '),
          headers: headers(['x-request-id']),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
};

const renderSecurity = (route: Route): Json => {
  switch (route.auth.kind) {
    case 'none':
      return { security: [] };
    case 'signature':
      return { security: [{ platformSignature: [] }] };
    case 'scope':
      return { security: [{ bearer: [] }], 'x-scope': route.auth.scope };
    case 'caller':
      return { security: [{ bearer: [] }] };
  }
};

const renderOperation = (route: Route): Json => {
  const all = [
    ...parameters(route.params, 'path'),
    ...parameters(route.query, 'query'),
    ...(route.isIdempotent === true ? [idempotencyKey] : []),
  ];
  // A status that is both a reply and a problem, such as health's 503, is told by its reply.
  const replies = Object.entries(route.replies).map(([status, reply]) => [status, renderReply(reply)]);
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...renderSecurity(route),
    ...(all.length === 0 ? {} : { parameters: all }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(route.body, 'input') } },
          },
        }),
    responses: { ...renderProblems(failuresOf(route)), ...Object.fromEntries(replies) },
  };
};

/** The contract table as an OpenAPI 3.1 document. */
export const renderOpenapi = (
  routes: readonly Route[],
  { serverUrl, version }: { serverUrl: string; version: string },
): Json & { openapi: string } => ({
  openapi: '3.1.0',
  info: {
    title: 'Creator Connect',
    version,
    description: "Connects TikTok creators' accounts to a CRM.",
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: serverUrl }],
  paths: Object.fromEntries(
    [...Map.groupBy(routes, (route) => route.path)].map(([path, list]) => [
      path,
      Object.fromEntries(list.map((route) => [route.method.toLowerCase(), renderOperation(route)])),
    ]),
  ),
  components: {
    schemas: { Problem: jsonSchema(problem, 'output') },
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'A CRM token, or a session token from create-session.',
      },
      platformSignature: {
        type: 'apiKey',
        in: 'header',
        name: 'TikTok-Signature',
        description: '`t=<unix seconds>,s=<hex HMAC-SHA256 of t.body under the client secret>`',
      },
    },
  },
});
