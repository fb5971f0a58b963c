import type { Answer } from './answer.ts';
import type { Api } from './api.ts';
import { textAt } from './browser.ts';
import type { TokenWish } from './tokens.ts';

/** Asks for a session with a CRM token of this kind. */
export const askForSession = async (api: Api, caller: TokenWish, json: object): Promise<Answer> =>
  api.request('POST', '/api/sessions', { token: await api.token(caller), json });

/** A session token for a user, opened by the CRM's admin. */
export const openSession = async (api: Api, userId: string, json: object = {}, tenant = 'tenant-a') => {
  const answer = await askForSession(api, { user: 'crm', tenant, scope: 'admin' }, { userId, ...json });
  return textAt(answer.body, 'token');
};
