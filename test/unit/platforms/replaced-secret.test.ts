import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../shared/core/secret.ts';
import { createTiktok } from '../../../shared/platforms/tiktok/tiktok.ts';

const granted = {
  access_token: 'act.new',
  expires_in: 7200,
  refresh_token: 'rft.new',
  refresh_expires_in: 15_552_000,
  open_id: 'creator',
  scope: 'user.info.basic',
};

/** TikTok with one valid secret, and an app that knows `known` until it reads `stored`. */
const connect = (valid: string, known: string, stored: string) => {
  const sent: string[] = [];
  const credentials = (clientSecret: string) => async () => ({
    clientKey: 'aw1',
    clientSecret: new Secret(clientSecret),
    previousClientSecret: undefined,
  });
  const platform = createTiktok({
    settings: { authorizeUrl: 'https://tiktok.example', apiUrl: 'https://api.example', pkce: 'off' },
    credentials: credentials(known),
    credentialsAgain: credentials(stored),
    fetch: async (_url, init) => {
      const secret = new URLSearchParams(String(init?.body)).get('client_secret') ?? '';
      sent.push(secret);
      return Response.json(secret === valid ? granted : { error: 'invalid_client' });
    },
  });
  return { platform, sent };
};

describe('a client secret that was replaced', () => {
  test('is read anew when TikTok refuses the one that is known, and the call goes through', async () => {
    const { platform, sent } = connect('new', 'old', 'new');

    const tokens = await platform.refresh(new Secret('rft.old'));

    expect([tokens.refreshToken?.reveal(), sent]).toEqual(['rft.new', ['old', 'new']]);
  });

  test('and is not stored yet is our own fault after one call', async () => {
    const { platform, sent } = connect('new', 'old', 'old');

    await expect(platform.refresh(new Secret('rft.old'))).rejects.toMatchObject({
      errorClass: 'misconfigured',
      code: 'invalid_client',
    });
    expect(sent).toEqual(['old']);
  });
});
