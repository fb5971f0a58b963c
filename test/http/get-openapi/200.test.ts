import { afterAll, describe, expect, test } from '@jest/globals';
import { routes } from '../../../shared/contract/routes.ts';
import { publicUrl, startApi } from '../../support/api.ts';

const api = await startApi();
afterAll(api.close);

describe('the API’s description of itself', () => {
  test('anyone may read it, and it names every route, this server and this version', async () => {
    const answer = await api.request('GET', '/api/openapi.json');

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      servers: [{ url: publicUrl }],
      paths: Object.fromEntries(
        routes.map((route) => [
          route.path,
          { [route.method.toLowerCase()]: { operationId: route.operationId } },
        ]),
      ),
    });
  });
});
