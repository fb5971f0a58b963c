import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';
import { askForSession } from '../../support/sessions.ts';

const api = await startApi();
afterAll(api.close);

const userId = 'user-1';

describe('create-session with bad input', () => {
  test.each([
    [{}, ['body /userId']],
    [{ userId: 1 }, ['body /userId']],
    [{ userId: '' }, ['body /userId']],
    [{ userId: 'a'.repeat(201) }, ['body /userId']],
    [{ userId: 'a\0b' }, ['body /userId']],
    [{ userId: 'a\nb' }, ['body /userId']],
    [{ userId: '\ud800' }, ['body /userId']],
    [{ userId, scope: '' }, ['body /scope']],
    [{ userId, scope: 'everything' }, ['body /scope']],
    [{ userId, scope: 'read  connect' }, ['body /scope']],
    [{ userId, scope: 'read,connect' }, ['body /scope']],
    [{ userId, scope: ['read'] }, ['body /scope']],
    [{ userId, ttlSeconds: 59 }, ['body /ttlSeconds']],
    [{ userId, ttlSeconds: 3601 }, ['body /ttlSeconds']],
    [{ userId, ttlSeconds: 60.5 }, ['body /ttlSeconds']],
    [{ userId, ttlSeconds: '900' }, ['body /ttlSeconds']],
    [{ userId, returnTo: 7 }, ['body /returnTo']],
    [{ userId, returnTo: `/${'a'.repeat(2000)}` }, ['body /returnTo']],
    [{ userId, tenant: 'tenant-b' }, ['body /tenant']],
    [{ ttlSeconds: 1, more: 1 }, ['body /userId', 'body /ttlSeconds', 'body /more']],
  ])('is refused at each pointer (case %#)', async (json, pointers) => {
    const answer = await askForSession(api, { scope: 'admin' }, json);

    expect(answer.status).toBe(400);
    expect([...new Set(pointersOf(answer.body))]).toEqual(pointers);
  });
});
