import { describe, expect, test } from '@jest/globals';
import { clientSecret, withSimulator } from './harness.ts';

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
