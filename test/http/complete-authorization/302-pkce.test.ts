import { createHash } from 'node:crypto';
import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { openBrowser } from '../../support/browser.ts';

const hex = await startApi({ pkce: 'hex', switches: { pkce: 'hex' } });
const off = await startApi({ pkce: 'off' });
afterAll(() => Promise.all([hex.close(), off.close()]));

describe('the proof key of an authorization', () => {
  test('set to hex is a challenge in lower-case hex, whose verifier TikTok accepts', async () => {
    const browser = openBrowser(hex);
    const page = await browser.begin(await hex.token());

    const answer = await browser.comeBack(await browser.consent(page));

    expect(page.searchParams.get('code_challenge')).toMatch(/^[0-9a-f]{64}$/);
    expect(page.searchParams.get('code_challenge_method')).toBe('S256');
    expect(answer.headers['location']).toContain('tiktok=connected');
  });

  test('is new for each attempt, also of one browser', async () => {
    const browser = openBrowser(hex);
    const token = await hex.token();

    const pages = [await browser.begin(token), await browser.begin(token)];

    const challenges = pages.map((page) => page.searchParams.get('code_challenge'));
    expect(new Set(challenges).size).toBe(2);
  });

  test('cannot be made from what stands in the address', async () => {
    const browser = openBrowser(hex);
    const page = await browser.begin(await hex.token());

    const guess = createHash('sha256')
      .update(page.searchParams.get('state') ?? '')
      .digest('hex');

    expect(page.searchParams.get('code_challenge')).not.toBe(guess);
  });

  test('in another encoding than TikTok reads is refused at the exchange', async () => {
    hex.simulator.control.patchSwitches({ pkce: 'base64url' });

    const end = await openBrowser(hex).connect(await hex.token());

    expect(end.searchParams.get('code')).toBe('authorization_code_refused');
    hex.simulator.control.patchSwitches({ pkce: 'hex' });
  });

  test('is not sent when it is off', async () => {
    const page = await openBrowser(off).begin(await off.token());

    expect([...page.searchParams.keys()]).not.toContain('code_challenge');
  });

  test('that is off where TikTok wants it ends on TikTok’s page, and connects once it is wanted no more', async () => {
    off.simulator.control.patchSwitches({ pkce: 'hex' });
    const browser = openBrowser(off);
    const page = await browser.begin(await off.token());
    await expect(browser.consent(page)).rejects.toThrow('No redirect back');
    off.simulator.control.patchSwitches({ pkce: 'off' });

    const answer = await browser.comeBack(await browser.consent(page));

    expect(answer.headers['location']).toContain('tiktok=connected');
  });
});
