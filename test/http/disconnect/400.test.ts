import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

const send = async (wish: object, query = '') =>
  api.request('POST', `/api/platforms/tiktok/disconnect${query}`, { token: await api.token(), ...wish });

const jsonHeaders = { headers: { 'content-type': 'application/json; charset=utf-8' } };

describe('disconnect with bad input', () => {
  test.each([
    [{}, ['body /accountId']],
    [{ accountId: 5 }, ['body /accountId']],
    [{ accountId: null }, ['body /accountId']],
    [{ accountId: '' }, ['body /accountId']],
    [{ accountId: 'a'.repeat(101) }, ['body /accountId']],
    [{ accountId: ['a'] }, ['body /accountId']],
    [{ accountId: 'a', force: true, 'x/y~z': 1 }, ['body /force', 'body /x~1y~0z']],
    [[], ['body ']],
    ['text', ['body ']],
    [null, ['body ']],
  ])('a body that is wrong is refused at its pointer (case %#)', async (json, pointers) => {
    const answer = await send({ json });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_request' });
    expect(pointersOf(answer.body)).toEqual(pointers);
  });

  test('a key that reaches for the prototype is an unknown key', async () => {
    const answer = await send({ ...jsonHeaders, body: '{"accountId":"a","__proto__":{"x":1}}' });

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['body /__proto__']);
  });

  test.each([
    '{',
    '',
    "{'accountId':'a'}",
    '{"accountId":"a"}{}',
    Buffer.from([0xff, 0xfe]),
    Buffer.from([...Buffer.from('{"accountId":"'), 0xc3, 0x28, ...Buffer.from('"}')]),
  ])('a body that is not JSON in UTF-8 is refused, and none of it is in the log (case %#)', async (body) => {
    const answer = await send({ ...jsonHeaders, body });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_json' });
  });

  test('what was sent in place of JSON is not in the log', async () => {
    await send({ ...jsonHeaders, body: 'act.secret-token' });

    expect(api.log.text()).not.toContain('act.');
  });

  test('a query parameter is refused by name', async () => {
    const answer = await send({ json: { accountId: 'a' } }, '?accountId=a');

    expect(answer.status).toBe(400);
    expect(pointersOf(answer.body)).toEqual(['query /accountId']);
  });
});
