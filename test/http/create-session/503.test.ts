import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { failToReadSecret } from '../../support/outages.ts';
import { askForSession } from '../../support/sessions.ts';

const api = await startApi({ replace: { signingSecret: failToReadSecret } });
afterAll(api.close);

describe('create-session without the signing secret', () => {
  test('says so and when to try again', async () => {
    const answer = await askForSession(api, { scope: 'admin' }, { userId: 'user-1' });

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'secret_unavailable' });
    expect(answer.headers['retry-after']).toBe('10');
  });
});
