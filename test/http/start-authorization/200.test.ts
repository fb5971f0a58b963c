import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { openBrowser, textAt } from '../../support/browser.ts';

const api = await startApi();
afterAll(api.close);

const begin = async (query = '', cookies: readonly string[] = []) =>
  api.request('GET', `/api/auth/tiktok${query}`, { token: await api.token(), cookies });

describe('the begin of an authorization', () => {
  test('the consent page is asked for every scope we need, never silently, and comes back to us', async () => {
    const answer = await begin();

    const page = new URL(textAt(answer.body, 'authorizationUrl'));
    expect(answer.status).toBe(200);
    expect(page.origin + page.pathname).toBe(`${api.simulator.url}/v2/auth/authorize/`);
    expect(Object.fromEntries(page.searchParams)).toEqual({
      client_key: api.simulator.control.readApp().clientKey,
      scope: 'user.info.basic,user.info.profile,video.upload,video.publish',
      response_type: 'code',
      redirect_uri: 'https://connect.example/api/auth/tiktok/callback',
      state: expect.stringMatching(/^[\w-]{43}$/),
      disable_auto_auth: '1',
    });
  });

  test('the attempt ends ten minutes later', async () => {
    const answer = await begin();

    expect(answer.body).toMatchObject({ expiresAt: '2026-11-22T09:40:00.000Z' });
  });

  test('the browser is bound by a cookie that only this host sees, over TLS and out of reach of scripts', async () => {
    const answer = await begin();

    const [[pair = '', ...attributes] = []] = answer.cookies.map((line) => line.split('; '));
    expect(answer.cookies).toHaveLength(1);
    expect(pair).toMatch(/^__Host-creator_connect_authorization=[\w-]{43}\.[\w-]{43}$/);
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=600', 'Path=/', 'SameSite=Lax', 'Secure']);
  });

  test('neither the state nor the cookie is stored, nor in the log', async () => {
    const browser = openBrowser(api);

    const page = await browser.begin(await api.token());

    const rows = await api.database
      .superuser`select row_to_json(a)::text as text from authorization_attempts a`;
    const secrets = [page.searchParams.get('state') ?? '', browser.cookies[0]?.split('=')[1] ?? ''];
    const kept = JSON.stringify(rows) + api.log.text();
    for (const secret of secrets.flatMap((one) => one.split('.'))) {
      expect(secret).toHaveLength(43);
      expect(kept).not.toContain(secret);
      expect(kept).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  test('two tabs of one user share the binding, and each has a state of its own', async () => {
    const browser = openBrowser(api);
    const token = await api.token();

    const pages = [await browser.begin(token), await browser.begin(token)];

    expect(browser.cookies).toHaveLength(1);
    const ends = [];
    for (const page of pages) ends.push(await browser.comeBack(await browser.consent(page)));
    expect(ends.map((end) => end.headers['location'])).toEqual([
      expect.stringContaining('tiktok=connected'),
      expect.stringContaining('tiktok=connected'),
    ]);
  });

  test.each(['x', 'a.b', `${'A'.repeat(43)}.${'B'.repeat(43)}`, `${'A'.repeat(43)}`])(
    'a cookie that we did not make, such as %s, is replaced',
    async (value) => {
      const answer = await begin('', [`__Host-creator_connect_authorization=${value}`]);

      expect(answer.cookies[0]).not.toContain(`=${value};`);
    },
  );

  test.each([
    ['/', 'https://connect.example/'],
    ['/platforms/connect/tiktok?x=1#top', 'https://connect.example/platforms/connect/tiktok?x=1#top'],
    ['https://connect.example/here', 'https://connect.example/here'],
    ['https://crm.example', 'https://crm.example/'],
    ['https://crm.example/a/b?c=d&e=%20f#g', 'https://crm.example/a/b?c=d&e=%20f#g'],
    ['HTTPS://CRM.EXAMPLE:443/a', 'https://crm.example/a'],
    ['/%2F%2Fevil.example', 'https://connect.example/%2F%2Fevil.example'],
    ['/..//evil.example', 'https://connect.example//evil.example'],
  ])('the return address %s is followed to %s', async (returnTo, expected) => {
    const browser = openBrowser(api);
    const page = await browser.begin(await api.token(), returnTo);

    const target = await browser.consent(page, { decision: 'deny' });

    const end = new URL((await browser.comeBack(target)).headers['location'] ?? '');
    const wanted = new URL(expected);
    expect([end.origin, end.pathname, end.hash]).toEqual([wanted.origin, wanted.pathname, wanted.hash]);
    for (const [name, value] of wanted.searchParams) expect(end.searchParams.get(name)).toBe(value);
  });
});
