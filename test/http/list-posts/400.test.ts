import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { listPosts } from '../../support/post-requests.ts';
import { pointersOf } from '../../support/refusals.ts';

const api = await startApi();
afterAll(api.close);

const encode = (text: string): string => Buffer.from(text).toString('base64url');

describe('list-posts', () => {
  test.each([
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '1.5'],
    ['limit', 'many'],
    ['limit', ''],
    ['status', 'lost'],
    ['status', ''],
    ['reference', ''],
    ['reference', 'a\0b'],
    ['reference', 'x'.repeat(201)],
    ['accountId', ''],
    ['cursor', ''],
    ['cursor', 'x'],
    ['cursor', encode('no id')],
    ['cursor', `${encode('01990000-0000-7000-8000-000000000000')}=`],
    ['cursor', encode("01990000-0000-7000-8000-000000000000' or true --")],
    ['page', '2'],
  ])('with %s=%j refuses it by name', async (name, value) => {
    const answer = await listPosts(api, { [name]: value });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_request' });
    expect(pointersOf(answer.body)).toEqual([`query /${name}`]);
  });
});
