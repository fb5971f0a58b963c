import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer } from '../../support/answer.ts';
import { startApi } from '../../support/api.ts';
import { locationOf, openBrowser } from '../../support/browser.ts';
import { callsTo, countAccounts, tokenPath } from '../../support/rows.ts';

const api = await startApi({ connections: 10 });
afterAll(api.close);
beforeEach(async () => {
  api.simulator.control.clearCalls();
  await api.database.superuser`truncate oauth_accounts, authorization_attempts, outbox, audit_log`;
});

const returnTo = 'https://crm.example/back';
const connectPage = 'https://connect.example/platforms/connect/tiktok';

/** A browser that has been to the consent page and not come back yet. */
const goThere = async (wish = {}) => {
  const browser = openBrowser(api);
  const page = await browser.begin(await api.token(wish), returnTo);
  return { browser, target: await browser.consent(page) };
};

const expectRefused = async (answer: Answer, code: string, place = connectPage) => {
  const end = locationOf(answer);
  expect(end.origin + end.pathname).toBe(place);
  expect(Object.fromEntries(end.searchParams)).toEqual({ tiktok: 'error', code });
  expect(await countAccounts(api)).toBe(0);
  expect(callsTo(api, tokenPath)).toEqual([]);
};

describe('the state of an authorization', () => {
  test.each([
    'code=abc',
    'code=abc&state=',
    'code=abc&state=unknown',
    `code=abc&state=${'A'.repeat(43)}`,
    'code=abc&state=%00%ff',
    '',
  ])('that is missing or unknown ("%s") connects nothing', async (query) => {
    const { browser } = await goThere();

    const answer = await browser.comeBack(`/api/auth/tiktok/callback?${query}`);

    await expectRefused(answer, 'authorization_state_unknown');
  });

  test('is not found in another letter case, longer or shorter', async () => {
    const { browser, target } = await goThere();
    const state = new URL(target, connectPage).searchParams.get('state') ?? '';
    const changed = [state.toUpperCase(), `${state}A`, state.slice(0, -1), ` ${state}`];

    for (const one of changed) {
      const answer = await browser.comeBack(
        `/api/auth/tiktok/callback?${new URLSearchParams({ code: 'a', state: one })}`,
      );
      await expectRefused(answer, 'authorization_state_unknown');
    }
  });

  test('is of no use in another browser, with or without a binding of its own', async () => {
    const { target } = await goThere();
    const stranger = openBrowser(api);
    const other = (await goThere({ user: 'user-2' })).browser;

    await expectRefused(await stranger.comeBack(target), 'authorization_other_browser');
    await expectRefused(await other.comeBack(target), 'authorization_other_browser');
  });

  test('still connects in its own browser after another browser tried it', async () => {
    const { browser, target } = await goThere();
    await openBrowser(api).comeBack(target);

    const answer = await browser.comeBack(target);

    expect(locationOf(answer).searchParams.get('tiktok')).toBe('connected');
  });

  test.each([
    ['user', { user: 'user-2' }],
    ['tenant', { tenant: 'tenant-b' }],
  ])('ends when another %s begins in the same browser', async (_who, wish) => {
    const { browser, target } = await goThere();
    await browser.begin(await api.token(wish));

    const answer = await browser.comeBack(target);

    await expectRefused(answer, 'authorization_other_browser');
  });

  test('is of no use with the cookie of another tenant’s user of the same name', async () => {
    const { target } = await goThere({ tenant: 'tenant-a' });
    const { browser } = await goThere({ tenant: 'tenant-b' });

    await expectRefused(await browser.comeBack(target), 'authorization_other_browser');
  });

  test('that has expired goes back to returnTo and says so', async () => {
    const { browser, target } = await goThere();
    await api.advance(10 * 60_000);

    const answer = await browser.comeBack(target);

    await expectRefused(answer, 'authorization_expired', returnTo);
  });

  test('is good until just before its end', async () => {
    const { browser, target } = await goThere();
    await api.advance(10 * 60_000 - 1);

    const answer = await browser.comeBack(target);

    expect(locationOf(answer).searchParams.get('tiktok')).toBe('connected');
  });

  test('is used once: repeating it changes nothing and calls nobody', async () => {
    const { browser, target } = await goThere();
    await browser.comeBack(target);

    const again = await browser.comeBack(target);

    expect(locationOf(again).searchParams.get('code')).toBe('authorization_state_used');
    expect(await countAccounts(api)).toBe(1);
    expect(callsTo(api, tokenPath)).toHaveLength(1);
  });

  test('that comes back twenty times at once connects once, with one call', async () => {
    const { browser, target } = await goThere();

    const answers = await Promise.all(Array.from({ length: 20 }, () => browser.comeBack(target)));

    const results = answers.map((answer) => locationOf(answer).searchParams.get('tiktok'));
    expect(results.filter((result) => result === 'connected')).toHaveLength(1);
    expect(await countAccounts(api)).toBe(1);
    expect(callsTo(api, tokenPath)).toHaveLength(1);
    expect(await api.database.superuser`select 1 from outbox`).toHaveLength(1);
    expect(await api.database.superuser`select 1 from audit_log`).toHaveLength(1);
  });

  test('is spent by a refusal at the consent page', async () => {
    const browser = openBrowser(api);
    const page = await browser.begin(await api.token(), returnTo);
    const denied = await browser.consent(page, { decision: 'deny' });

    await expectRefused(await browser.comeBack(denied), 'authorization_denied', returnTo);

    const later = await browser.comeBack(await browser.consent(page));
    await expectRefused(later, 'authorization_state_used');
  });

  test.each([
    ['error=unauthorized_client&error_type=client_key', 'platform_refused'],
    ['error=', 'platform_refused'],
    ['code=', 'platform_refused'],
    ['', 'platform_refused'],
  ])('with "%s" in place of a code ends as %s at returnTo', async (query, code) => {
    const { browser, target } = await goThere();
    const state = new URL(target, connectPage).searchParams.get('state') ?? '';

    const answer = await browser.comeBack(`/api/auth/tiktok/callback?${query}&state=${state}`);

    await expectRefused(answer, code, returnTo);
  });
});
