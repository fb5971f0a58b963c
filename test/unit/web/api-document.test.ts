import { describe, expect, test } from '@jest/globals';
import { renderOpenapi } from '../../../shared/contract/openapi.ts';
import { problems } from '../../../shared/contract/problems.ts';
import { failuresOf } from '../../../shared/contract/route-failures.ts';
import { routes } from '../../../shared/contract/routes.ts';
import { readDocument } from '../../../web/pages/docs/read-document.ts';
import { readFields } from '../../../web/pages/docs/read-schema.ts';
import { splitProse } from '../../../web/pages/docs/split-prose.ts';

const ours = () => {
  const document = renderOpenapi(routes, { serverUrl: 'https://connect.example.com', version: '1.2.3' });
  return readDocument(JSON.parse(JSON.stringify(document)));
};

describe('our own document, read for the page', () => {
  test('shows every route with its replies and failures', () => {
    const api = ours();

    expect(api?.operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      routes.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    for (const route of routes) {
      const operation = api?.operations.find(({ id }) => id === route.operationId);
      const statuses = [
        ...Object.keys(route.replies),
        ...failuresOf(route).map((code) => String(problems[code].status)),
      ];
      expect(new Set(operation?.replies.map(({ status }) => status))).toEqual(new Set(statuses));
    }
  });

  test('shows what a caller needs and sends', () => {
    const find = (id: string) => ours()?.operations.find((operation) => operation.id === id);

    expect(find('disconnect')).toMatchObject({ access: ['bearer'], scopes: ['connect'] });
    expect(find('get-health')).toMatchObject({ access: [], scopes: [] });
    expect(find('start-authorization')?.parameters[0]).toMatchObject({
      name: 'returnTo',
      place: 'query',
      isRequired: false,
      limits: [{ of: 'length', max: 2000 }],
    });
    expect(find('create-session')?.body.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['userId', true],
      ['scope', false],
      ['returnTo', false],
      ['ttlSeconds', false],
    ]);
    expect(
      find('get-connection-status')?.replies.find(({ status }) => status === '200')?.fields,
    ).toContainEqual(expect.objectContaining({ name: 'accounts[].displayName', type: 'string | null' }));
  });

  test('shows the form of a problem once', () => {
    expect(ours()?.problemFields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['code', 'requestId']),
    );
  });
});

describe('any other document', () => {
  test.each([undefined, null, 'text', [], {}, { paths: [] }])('is refused when it is none: %j', (root) => {
    expect(readDocument(root)).toBeUndefined();
  });

  test('is read through its references, and a circle of them ends', () => {
    const root = {
      defs: {
        a: { $ref: '#/defs/b' },
        b: { $ref: '#/defs/a' },
        tree: { type: 'object', properties: { child: { $ref: '#/defs/tree' } } },
        'with/slash': { type: 'object', properties: { x: { type: 'integer' } } },
      },
    };

    expect(readFields(root, { $ref: '#/defs/a' })).toEqual([]);
    expect(readFields(root, { $ref: '#/defs/tree' }).length).toBeLessThan(10);
    expect(readFields(root, { $ref: '#/defs/with~1slash' })[0]).toMatchObject({ name: 'x', type: 'integer' });
    expect(readFields(root, { $ref: 'https://elsewhere.example/schema' })).toEqual([]);
    expect(readFields(root, { $ref: '#/__proto__/x' })).toEqual([]);
  });

  test('shows alternatives, lists, constants and the parts of a whole', () => {
    const fields = readFields(
      {},
      {
        allOf: [
          { properties: { a: { type: ['string', 'null'] } }, required: ['a'] },
          { properties: { b: {} } },
        ],
        properties: {
          list: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
          word: { const: 'disconnected' },
          one: { enum: ['x', 1, null] },
        },
      },
    );

    expect(fields.map(({ name, type, oneOf, isRequired }) => [name, type, oneOf, isRequired])).toEqual([
      ['list', '(string | integer)[]', [], false],
      ['word', 'string', ['disconnected'], false],
      ['one', 'string', ['x', '1', 'null'], false],
      ['a', 'string | null', [], true],
      ['b', 'any', [], false],
    ]);
  });

  test('has its prose split into paragraphs and code, and nothing else read into it', () => {
    expect(splitProse('Use `a b`, not <b>.\n\n[x](javascript:1)')).toEqual([
      [
        { text: 'Use ', isCode: false },
        { text: 'a b', isCode: true },
        { text: ', not <b>.', isCode: false },
      ],
      [{ text: '[x](javascript:1)', isCode: false }],
    ]);
  });
});
