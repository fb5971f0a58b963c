import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';
import { hostileReturnAddresses } from '../../support/return-addresses.ts';

const api = await startApi();
afterAll(api.close);

describe('start-authorization with a return address that is not ours or the CRM’s', () => {
  test.each(hostileReturnAddresses)('%j is refused, and nothing begins', async (returnTo) => {
    const query = new URLSearchParams({ returnTo });

    const answer = await api.request('GET', `/api/auth/tiktok?${query}`, { token: await api.token() });

    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'return_to_not_allowed' });
    expect(pointersOf(answer.body)).toEqual(['query /returnTo']);
    expect(answer.cookies).toEqual([]);
    expect(await api.database.superuser`select 1 from authorization_attempts`).toHaveLength(0);
  });
});
