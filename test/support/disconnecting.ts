import type { Answer } from './answer.ts';
import type { Api } from './api.ts';

/** Disconnects an account as its tenant's CRM, or with a token of the caller's. */
export const disconnect = async (api: Api, accountId: string, token?: string): Promise<Answer> =>
  api.request('POST', '/api/platforms/tiktok/disconnect', {
    token: token ?? (await api.token()),
    json: { accountId },
  });
