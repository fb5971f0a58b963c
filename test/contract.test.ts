import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { functions } from '../shared/contract/functions.ts';
import { renderOpenapi } from '../shared/contract/openapi.ts';
import { problems } from '../shared/contract/problems.ts';
import { failuresOf } from '../shared/contract/route-failures.ts';
import { routes } from '../shared/contract/routes.ts';
import { entryOf, type Route, usesDatabase } from '../shared/contract/rows.ts';
import { consumers, queues } from '../shared/contract/workers.ts';
import { failureCodes } from '../shared/core/failure.ts';
import { retention } from '../shared/database/purge.ts';
import { readTiktokEnvironment } from '../shared/platforms/tiktok/env.ts';

/** Every status that a route declares, as a reply or by a failure. */
const statusesOf = (route: Route): number[] => {
  const failed = failuresOf(route).map((code) => problems[code].status);
  return [...new Set([...Object.keys(route.replies).map(Number), ...failed])].sort();
};

const testedStatuses = (operationId: string): number[] => {
  const names = readdirSync(new URL(`http/${operationId}/`, import.meta.url));
  return [...new Set(names.map((name) => Number(name.slice(0, 3))))].sort();
};

describe('the contract table', () => {
  test.each(routes.map((route) => [route.operationId, route] as const))(
    '%s has a test file for each status it declares, and for no other',
    (operationId, route) => {
      expect(testedStatuses(operationId)).toEqual(statusesOf(route));
    },
  );

  test('has a folder of tests for each route and for nothing else', () => {
    const folders = readdirSync(new URL('http/', import.meta.url));

    expect(folders.toSorted()).toEqual(routes.map(({ operationId }) => operationId).toSorted());
  });

  test('names each operation once and each method and path once', () => {
    const places = routes.map(({ method, path }) => `${method} ${path}`);

    expect(new Set(functions.map(({ operationId }) => operationId)).size).toBe(functions.length);
    expect(new Set(functions.map(entryOf)).size).toBe(functions.length);
    expect(new Set(places).size).toBe(places.length);
  });

  test('keeps the paths of the first CRM integration', () => {
    const paths = routes.map(({ path }) => path);

    expect(paths).toEqual(
      expect.arrayContaining([
        '/api/auth/tiktok',
        '/api/auth/tiktok/callback',
        '/api/webhooks/tiktok',
        '/api/platforms/tiktok/status',
        '/api/platforms/tiktok/disconnect',
        '/api/workers/webhooks',
        '/api/workers/token-refresh',
      ]),
    );
  });

  test.each(routes.map((route) => [route.operationId, route] as const))(
    '%s answers before API Gateway gives up on it',
    (_operationId, route) => {
      expect(route.timeoutSeconds).toBeLessThan(30);
      expect(route.throttle.burst).toBeGreaterThanOrEqual(route.throttle.ratePerSecond);
    },
  );

  test('lets only routes of the whole deployment see every tenant, and no row has two logins', () => {
    const seeing = routes.filter(({ uses }) => uses.includes('all-tenants-database'));
    const withoutRoute = functions.filter(
      ({ trigger, uses }) => trigger !== 'http' && uses.includes('all-tenants-database'),
    );
    const both = functions.filter(
      ({ uses }) => uses.includes('database') && uses.includes('all-tenants-database'),
    );

    expect(seeing.map(({ operationId }) => operationId)).toContain('run-token-refresh');
    expect(seeing.map(({ auth }) => auth)).toEqual(seeing.map(() => ({ kind: 'scope', scope: 'operate' })));
    expect(withoutRoute).toEqual([]);
    expect(both).toEqual([]);
  });

  test.each(routes.filter(usesDatabase).map((route) => [route.operationId, route] as const))(
    '%s says that it can lack the secret of its login',
    (_operationId, route) => {
      expect(failuresOf(route)).toContain('secret_unavailable');
    },
  );

  test('has a problem with an HTTP status of an error and a title for every failure, each used once', () => {
    const titles = failureCodes.map((code) => problems[code].title);

    expect(Object.keys(problems).toSorted()).toEqual([...failureCodes].toSorted());
    expect(new Set(titles).size).toBe(titles.length);
    for (const code of failureCodes) {
      expect(problems[code].status).toBeGreaterThanOrEqual(400);
      expect(problems[code].status).toBeLessThan(600);
    }
  });

  test.each(consumers.map((consumer) => [consumer.operationId, consumer] as const))(
    '%s is hidden its messages for at least six times its timeout, as Lambda advises, or takes one at a time and is hidden it for longer than that',
    (_operationId, { queue: name, timeoutSeconds, batchSize }) => {
      const queue = queues.find((one) => one.name === name);

      // A transfer has an hour in all, so a killed one must not wait for twelve minutes.
      const times = batchSize === 1 ? 1.5 : 6;

      expect(queue?.visibilitySeconds).toBeGreaterThanOrEqual(times * timeoutSeconds);
    },
  );

  test('takes no webhook that a queue could not hold in base64', () => {
    const queue = queues.find(({ name }) => name === 'webhook-events');
    const webhook = routes.find(({ trigger }) => trigger === 'webhook');
    const attributesBytes = 1_024;

    const encodedBytes = Math.ceil((webhook?.maxBodyBytes ?? 0) / 3) * 4 + attributesBytes;

    expect(encodedBytes).toBeGreaterThan(attributesBytes);
    expect(encodedBytes).toBeLessThanOrEqual(queue?.maxMessageBytes ?? 0);
  });

  test('keeps an event for longer than any copy of it could still arrive', () => {
    const dayMs = 86_400_000;
    const anything = {
      TIKTOK_APP_SECRET_ARN: 'a',
      TIKTOK_AUTHORIZE_URL: 'b',
      TIKTOK_API_URL: 'c',
      TIKTOK_REDIRECT_URI: 'd',
    };
    const acceptedAgeMs = readTiktokEnvironment(anything).webhookMaxAgeSeconds * 1000;
    const queue = queues.find(({ name }) => name === 'webhook-events');
    const queueMs = (queue?.retentionDays ?? Number.NaN) * dayMs;
    const deadLettersMs = 14 * dayMs;

    // Signed, waited in the queue, rested among the dead letters, moved back, waited again.
    expect(retention.eventsMs).toBeGreaterThan(acceptedAgeMs + queueMs + deadLettersMs + queueMs);
  });
});

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const child = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);

/** Every object inside a document, with its own key. */
const objectsIn = (value: unknown): Json[] =>
  isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];

const document = renderOpenapi(routes, { serverUrl: 'https://connect.example', version: '1' });
const operations = routes.map((route) => ({
  route,
  operation: child(child(document['paths'], route.path), route.method.toLowerCase()),
}));

describe('the OpenAPI document', () => {
  test('is of version 3.1 with its required parts, and survives JSON', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: expect.any(String), version: '1', license: { name: 'Apache-2.0' } },
      paths: expect.any(Object),
    });
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  test('has each operation once, under its own id, with a summary and every declared status', () => {
    for (const { route, operation } of operations) {
      expect(operation).toMatchObject({ operationId: route.operationId, summary: route.summary });
      expect(Object.keys(child(operation, 'responses') ?? {}).map(Number)).toEqual(statusesOf(route));
    }
    const ids = objectsIn(document['paths']).flatMap(({ operationId }) =>
      operationId === undefined ? [] : [operationId],
    );
    expect(ids.toSorted()).toEqual(routes.map(({ operationId }) => operationId).toSorted());
  });

  test('describes every response, and each problem as a problem document', () => {
    for (const { route, operation } of operations) {
      for (const [status, response] of Object.entries(child(operation, 'responses') ?? {})) {
        expect(child(response, 'description')).toEqual(expect.stringMatching(/\S/));
        const types = Object.keys(child(response, 'content') ?? {});
        const reply = route.replies[Number(status)];
        const expected =
          reply === undefined
            ? ['application/problem+json']
            : reply.body === undefined
              ? []
              : ['application/json'];
        expect(types).toEqual(expected);
      }
    }
  });

  test('resolves each of its references', () => {
    const references = objectsIn(document).flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));

    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      const [root, ...steps] = reference.split('/');
      expect(root).toBe('#');
      expect(steps.reduce(child, document as unknown)).toBeDefined();
    }
  });

  test('asks for no security scheme that it does not define', () => {
    const schemes = Object.keys(child(child(document, 'components'), 'securitySchemes') ?? {});

    for (const { operation } of operations) {
      const security = child(operation, 'security');
      expect(Array.isArray(security)).toBe(true);
      for (const name of Object.values(security ?? {}).flatMap(Object.keys)) expect(schemes).toContain(name);
    }
  });

  test('names each path parameter that its path has', () => {
    for (const { route, operation } of operations) {
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = Object.values(child(operation, 'parameters') ?? {});
      const declared = parameters
        .filter((one) => child(one, 'in') === 'path')
        .map((one) => child(one, 'name'));
      expect(declared.toSorted()).toEqual(inPath.toSorted());
    }
  });
});
