import { describe, expect, test } from '@jest/globals';
import { clientSecret, refresh, withSimulator } from './harness.ts';

describe('the control page', () => {
  test('shows creators, webhooks, calls, faults, settings and switches, with everything escaped', () =>
    withSimulator(async (simulator) => {
      simulator.control.addCreator({ username: 'x', nickname: '<script>alert(1)</script>' });
      simulator.control.connectCreator('simcreator');
      simulator.control.sendEvent({ event: '<b>odd</b>', creator: 'simcreator' });
      await simulator.control.settleWebhooks();

      const page = await fetch(`${simulator.url}/_simulator`);
      const text = await page.text();

      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('<b>odd');
      expect(text).not.toContain(clientSecret);
      for (const part of [
        '@simcreator',
        'connected',
        'Send tiktok.ping',
        '+72 h',
        'refreshRotation',
        'Add fault',
      ]) {
        expect(text).toContain(part);
      }
    }));

  test('shows what token calls met and the current tokens by their ends, never whole', () =>
    withSimulator(async (simulator) => {
      const { control } = simulator;
      const { open_id, refresh_token } = control.connectCreator('simcreator');
      await refresh(simulator, refresh_token);
      control.addFault({ match: { path: '/v2/*' }, share: 0.05, seed: 7, action: { kind: 'html' } });
      const current = control.readTokens(open_id);
      const tokens = [...current.refreshTokens, ...current.accessTokens].map(({ token }) => token);

      const text = await (await fetch(`${simulator.url}/_simulator`)).text();

      expect(tokens).toHaveLength(3);
      for (const token of [refresh_token, ...tokens]) expect(text).not.toContain(token.slice(0, 20));
      expect(text).toContain(`rft.…${current.refreshTokens[0]?.token.slice(-7)}`);
      expect(text).toContain('until <time datetime="2027-05-21T09:30:00.000Z"');
      expect(text).toContain('5 % of them, seed 7');
    }));

  test('is served with its script and its styles, as is the consent page', () =>
    withSimulator(async (simulator) => {
      const types = await Promise.all(
        ['control-page.js', 'pages.css', 'consent-page.css', 'control-page.css'].map(async (file) => {
          const response = await fetch(`${simulator.url}/_simulator/${file}`);
          return [response.status, response.headers.get('content-type')];
        }),
      );

      expect(types).toEqual([
        [200, 'text/javascript; charset=utf-8'],
        [200, 'text/css; charset=utf-8'],
        [200, 'text/css; charset=utf-8'],
        [200, 'text/css; charset=utf-8'],
      ]);
    }));
});
