import { describe, expect, test } from '@jest/globals';
import { authorizeUrl, consent, redirectUri, withSimulator } from './harness.ts';

const showPage = async (url: string, init: RequestInit = {}) => {
  const response = await fetch(url, { redirect: 'manual', ...init });
  return {
    status: response.status,
    location: response.headers.get('location'),
    headers: response.headers,
    text: await response.text(),
  };
};

describe('authorize', () => {
  test('sends an approving creator back with a code whose * and ! are percent-encoded', () =>
    withSimulator(async (simulator) => {
      const url = authorizeUrl(simulator, {
        sim_user: 'simcreator',
        sim_decision: 'approve',
        state: 'a b&c',
      });

      const page = await showPage(url);

      expect(page.status).toBe(302);
      expect(page.location).toMatch(
        /^https:\/\/app\.example\.com\/oauth\/tiktok\/callback\/\?code=[^&*!]*%2A0%21[^&*!]*&scopes=[^&]*&state=a\+b%26c$/,
      );
      expect(new URL(page.location ?? '').searchParams.get('scopes')).toBe(
        'user.info.basic,user.info.profile,video.publish',
      );
    }));

  test('shows an error page naming the first item at fault, in the documented order of checks', () =>
    withSimulator(async (simulator) => {
      const faults: [Record<string, string | null>, string][] = [
        [
          {
            client_key: 'wrong',
            redirect_uri: 'https://evil.example/',
            scope: 'nonsense',
          },
          'client_key',
        ],
        [
          {
            redirect_uri: 'https://app.example.com/oauth/tiktok/callback',
            scope: 'nonsense',
          },
          'redirect_uri',
        ],
        [{ state: null, scope: 'nonsense' }, 'state'],
        [{ scope: 'user.info.basic video.publish' }, 'scope'],
        [{ scope: 'user.info.basic,research.data.basic' }, 'scope'],
      ];

      const pages = await Promise.all(faults.map(([changes]) => showPage(authorizeUrl(simulator, changes))));

      expect(pages.map(({ status, location }) => ({ status, location }))).toEqual(
        faults.map(() => ({ status: 400, location: null })),
      );
      expect(pages.map(({ text }) => /<code class="item">([^<]*)/.exec(text)?.[1])).toEqual(
        faults.map(([, item]) => item),
      );
    }));

  test('sends an unsupported response type back to the app before it looks at the scopes', () =>
    withSimulator(async (simulator) => {
      const query = await consent(simulator, {
        response_type: 'token',
        scope: 'nonsense',
      });

      expect(query.get('error')).toBe('unsupported_response_type');
      expect(query.get('state')).toBe('state-1');
    }));

  test('sends scope faults back to the app when the switch says so, but never a bad redirect URI', () =>
    withSimulator(
      async (simulator) => {
        const scope = await consent(simulator, { scope: 'nonsense' });
        const redirect = await showPage(authorizeUrl(simulator, { redirect_uri: 'https://evil.example/' }));

        expect([scope.get('error'), scope.get('error_type')]).toEqual(['invalid_scope', 'scope']);
        expect(redirect.location).toBeNull();
      },
      { switches: { authorizeFaults: 'redirect' } },
    ));

  test('tells the app access_denied with its state when the creator declines', () =>
    withSimulator(async (simulator) => {
      const query = await consent(simulator, { sim_decision: 'deny' });

      expect(Object.fromEntries(query)).toEqual({
        error: 'access_denied',
        error_description: 'User denied',
        error_type: 'user_denied',
        state: 'state-1',
      });
    }));

  test('refuses an account outside the target users of a sandbox, after the scopes and before the consent', () =>
    withSimulator(
      async (simulator) => {
        const outsider = await consent(simulator, { sim_decision: 'deny' });
        const target = await consent(simulator, { sim_user: 'solo.dancer' });
        const scopeFirst = await consent(simulator, { scope: 'nonsense' });

        expect([outsider.get('error'), outsider.get('error_type')]).toEqual([
          'access_denied',
          'non_sandbox_target',
        ]);
        expect(target.get('code')).not.toBeNull();
        expect(scopeFirst.get('error_type')).toBe('scope');
      },
      {
        app: {
          sandbox: true,
          targetUsers: ['solo.dancer'],
          redirectUris: [redirectUri],
        },
        switches: { authorizeFaults: 'redirect' },
      },
    ));

  test('lets a creator switch off single scopes in the form, but not the basic one', () =>
    withSimulator(async (simulator) => {
      const page = await showPage(authorizeUrl(simulator));
      const body = new URLSearchParams([
        ['user', 'zoe_cuisine'],
        ['scope', 'video.publish'],
        ['decision', 'approve'],
      ]);

      const answer = await showPage(authorizeUrl(simulator), {
        method: 'POST',
        body,
      });

      expect(page.text).toContain('Zoë 料理');
      expect(page.text).toContain('value="video.publish" checked');
      expect(page.text).not.toContain('value="user.info.basic"');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(new URL(answer.location ?? '').searchParams.get('scopes')).toBe('user.info.basic,video.publish');
    }));

  test('skips the consent page for a browser that consented before, unless it is told not to', () =>
    withSimulator(async (simulator) => {
      const first = await showPage(
        authorizeUrl(simulator, {
          sim_user: 'simcreator',
          sim_decision: 'approve',
        }),
      );
      const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
      simulator.control.connectCreator('simcreator', [
        'user.info.basic',
        'user.info.profile',
        'video.publish',
      ]);
      const visit = (changes: Record<string, string>) =>
        showPage(authorizeUrl(simulator, changes), { headers: { cookie } });

      const zero = await visit({ disable_auto_auth: '0' });
      const omitted = await visit({});
      const one = await visit({ disable_auto_auth: '1' });
      const moreScopes = await visit({
        disable_auto_auth: '0',
        scope: 'user.info.basic,video.upload',
      });
      simulator.control.patchSwitches({ autoAuthWhenOmitted: 'shows-consent' });
      const omittedLater = await visit({});

      expect([zero, omitted, one, moreScopes, omittedLater].map(({ status }) => status)).toEqual([
        302, 302, 200, 200, 200,
      ]);
    }));

  test('accepts a missing state when the switch says so, and sends none back', () =>
    withSimulator(
      async (simulator) => {
        const query = await consent(simulator, { state: null });

        expect([...query.keys()]).toEqual(['code', 'scopes']);
      },
      { switches: { missingState: 'accepted' } },
    ));

  test('takes http redirect URIs on this machine only while the leniency is on', () =>
    withSimulator(
      async (simulator) => {
        const local = 'http://localhost:4000/callback';
        const lenient = await consent(simulator, { redirect_uri: local });
        simulator.control.patchSwitches({ allowHttpLocalhost: false });
        const strict = await showPage(authorizeUrl(simulator, { redirect_uri: local }));

        expect(lenient.get('code')).not.toBeNull();
        expect(strict.status).toBe(400);
        expect(() => simulator.control.patchApp({ redirectUris: [local] })).toThrow('is not https');
      },
      {
        app: { redirectUris: [redirectUri, 'http://localhost:4000/callback'] },
      },
    ));

  test('refuses to register redirect URIs that the portal would refuse', () =>
    withSimulator(async (simulator) => {
      const register = (uri: string) => () => simulator.control.patchApp({ redirectUris: [uri] });

      expect(register('https://app.example.com/callback?x=1')).toThrow('has a query string');
      expect(register('https://app.example.com/callback#x')).toThrow('has a fragment');
      expect(register('http://app.example.com/callback')).toThrow('is not https');
      expect(register('/callback')).toThrow('is not an absolute URL');
      expect(register(`https://app.example.com/${'a'.repeat(500)}`)).toThrow('512');
    }));
});
