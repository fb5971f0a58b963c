import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';
import { hostileReturnAddresses } from '../../support/return-addresses.ts';
import { askForSession } from '../../support/sessions.ts';

const api = await startApi();
afterAll(api.close);

describe('create-session with a return address that is not ours or the CRM’s', () => {
  test.each([...hostileReturnAddresses, '/\ud800', 'https://crm.example/\udfff'])(
    '%j is refused',
    async (returnTo) => {
      const answer = await askForSession(api, { scope: 'admin' }, { userId: 'user-1', returnTo });

      expect(answer.status).toBe(422);
      expect(answer.body).toMatchObject({ code: 'return_to_not_allowed' });
      expect(pointersOf(answer.body)).toEqual(['body /returnTo']);
    },
  );
});
