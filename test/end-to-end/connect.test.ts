import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import * as z from 'zod';
import { schedules } from '../../shared/contract/workers.ts';
import { consent, openConnectPage } from '../support/story/hosted-pages.ts';
import { look } from '../support/story/look.ts';
import { beginStory, type Story } from '../support/story/story.ts';
import { createVisitors, type Visitor } from '../support/story/visitors.ts';
import { waitFor } from '../support/wait-for.ts';

const status = z.object({
  connected: z.boolean(),
  accounts: z.array(
    z.object({ accountId: z.string(), username: z.string(), state: z.string(), stateReason: z.string() }),
  ),
});

describe('the story of an account, in a browser, on the local stack as users run it', () => {
  let story: Story;
  const visitors = createVisitors(() => story.browser);

  beforeAll(async () => {
    story = await beginStory();
  }, 180_000);
  afterEach(() => visitors.leave());
  afterAll(() => story.end(), 60_000);

  const readStatus = async (userId: string) =>
    status.parse((await story.stack.call('GET', `/api/platforms/tiktok/status?userId=${userId}`)).body);

  const visit = async (userId: string, wish = {}): Promise<Visitor> => {
    const visitor = await visitors.open(wish);
    await openConnectPage(visitor.page, story.stack, userId, { scope: 'connect read' });
    return visitor;
  };

  const press = (page: Page, name: RegExp) => page.getByRole('button', { name }).first().click();

  /** With a creator of its own, since a creator belongs to one user. */
  const connectNew = async (userId: string, username: string, wish = {}): Promise<Visitor> => {
    await story.createCreator(username, { nickname: `The ${username}` });
    const visitor = await visit(userId, wish);
    const { page } = visitor;
    await press(page, /^(connect|connecter)/i);
    await consent(page, username);
    await page.getByText(`@${username}`).waitFor();
    return visitor;
  };

  test('a creator connects by consent, is seen in the API with its tokens sealed, and is revoked by a signed webhook', async () => {
    const { page } = await visit('user-story');
    await page.getByText('No account is connected yet').waitFor();
    await look(page, 'connect-empty');
    await press(page, /^connect/i);
    await consent(page, 'simcreator');
    await page.getByText('@simcreator').waitFor();
    await page.getByText('Sim Creator is connected.').waitFor();

    const connected = await readStatus('user-story');
    const picture = page.locator('img.avatar');
    await waitFor('the avatar to be shown', () =>
      picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0),
    );
    await look(page, 'connect-connected');
    await story.tiktok('creators/simcreator/disconnect', 'POST', { reason: 1 });
    const revoked = await waitFor('the webhook to revoke the account', async () => {
      const seen = await readStatus('user-story');
      return seen.accounts[0]?.state === 'revoked' && seen;
    });
    await page.reload();
    await page.getByText('removed our access').waitFor();
    await look(page, 'connect-revoked');

    expect(new URL(page.url()).search).toBe('');
    expect(new URL(page.url()).hash).toBe('');
    expect(connected).toMatchObject({
      connected: true,
      accounts: [{ username: 'simcreator', state: 'connected' }],
    });
    expect(revoked.connected).toBe(false);
    expect(revoked.accounts[0]?.stateReason).toContain('The creator removed our access');
  }, 120_000);

  test('an account whose access the creator ended is connected again from its card, and is the same account', async () => {
    const { page } = await connectNew('user-again', 'comes.back');
    const [before] = (await readStatus('user-again')).accounts;
    await story.tiktok('creators/comes.back/disconnect', 'POST', { reason: 1 });
    await waitFor('the webhook', async () => !(await readStatus('user-again')).connected);
    await page.reload();

    await press(page, /^connect again/i);
    await consent(page, 'comes.back');
    await page.getByText('The comes.back is connected.').waitFor();

    const { accounts } = await readStatus('user-again');
    expect(accounts).toMatchObject([{ accountId: before?.accountId, state: 'connected' }]);
  }, 90_000);

  test('a creator who denies comes back to a page that says so, and nothing is connected', async () => {
    const { page } = await visit('user-deny');
    await press(page, /^connect/i);

    await consent(page, 'simcreator', { decision: 'Deny' });

    await page.getByText('TikTok was not allowed to share the account, so nothing was connected.').waitFor();
    await look(page, 'connect-denied');
    expect((await readStatus('user-deny')).accounts).toEqual([]);
  }, 60_000);

  test('what a creator leaves out is named on the account, and is had by connecting again', async () => {
    const { page } = await visit('user-part');
    await story.createCreator('in.part', { nickname: 'In Part' });
    await press(page, /^connect/i);
    await consent(page, 'in.part', { without: ['video.publish'] });
    await page.getByText('In Part is connected, but not everything was allowed.').waitFor();
    await page.getByText('Not allowed:').waitFor();
    const told = await page.locator('.account').textContent();
    await look(page, 'connect-in-part');

    await story.createCreator('not.meant', { nickname: 'Not Meant' });
    await press(page, /^connect again/i);
    await consent(page, 'not.meant');
    await page.getByText('Not Meant is connected, but In Part was to be connected again.').waitFor();
    await page.getByRole('button', { name: 'Connect again (In Part)' }).click();
    await consent(page, 'in.part');
    await page.getByText('In Part is connected.', { exact: true }).waitFor();

    expect(told).toMatch(/Not allowed:\s*publish posts for you/);
    expect(await page.getByText('Not allowed:').count()).toBe(0);
    expect((await readStatus('user-part')).accounts).toHaveLength(2);
  }, 90_000);

  test('a second creator is connected from the list, in the same tab', async () => {
    const { page } = await connectNew('user-another', 'first.one');
    await story.createCreator('second.one');

    await press(page, /^connect another account/i);
    await consent(page, 'second.one');
    await page.getByText('@second.one').waitFor();

    expect(await page.getByText('@first.one').count()).toBe(1);
    expect((await readStatus('user-another')).accounts).toHaveLength(2);
  }, 60_000);

  test('two tabs of one browser connect two creators side by side, and disconnecting one asks first and leaves the other', async () => {
    const { page } = await visit('user-two');
    const [first, second] = ['toomanyposts', 'quiet.garden'] as const;
    await press(page, /^connect/i);
    await page.waitForURL(/\/v2\/auth\/authorize\//);
    const otherTab = await page.context().newPage();
    await openConnectPage(otherTab, story.stack, 'user-two', { scope: 'connect read' });
    await press(otherTab, /^connect/i);

    await consent(page, first);
    await consent(otherTab, second);
    await otherTab.getByText(`@${first}`).waitFor();
    const asking = otherTab.getByRole('button', { name: /^disconnect/i }).first();
    await asking.click();
    const dialog = otherTab.getByRole('alertdialog');
    await dialog.getByText('Nothing that is on TikTok is deleted.').waitFor();
    await look(otherTab, 'connect-disconnect-dialog');
    await otherTab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const kept = await readStatus('user-two');
    const focused = await asking.evaluate((button) => button === document.activeElement);
    await asking.click();
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await otherTab.getByText('the access has ended at TikTok as well').waitFor();
    const left = await readStatus('user-two');

    await look(otherTab, 'connect-two');
    expect(focused).toBe(true);
    expect(kept.accounts.map((account) => account.state)).toEqual(['connected', 'connected']);
    expect(left.accounts.map((account) => account.state).sort()).toEqual(['connected', 'disconnected']);
  }, 90_000);

  test('a French browser reads it in French, and the switch turns to English at once and for later visits', async () => {
    const { page } = await connectNew('user-fr', 'en.francais', { locale: 'fr-FR', colorScheme: 'dark' });
    await page.getByText('est connecté').first().waitFor();
    const inFrench = await page.getByRole('heading', { level: 1 }).textContent();
    const language = await page.evaluate(() => document.documentElement.lang);
    await look(page, 'connect-french');

    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Your TikTok accounts' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Your TikTok accounts' }).waitFor();

    expect(inFrench).toBe('Vos comptes TikTok');
    expect(language).toBe('fr');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  }, 60_000);

  test('without a connection the list stays, what is pressed says why it does not work, and works when it is back', async () => {
    const { page, context, forgive } = await connectNew('user-offline', 'far.away');
    forgive(/ERR_INTERNET_DISCONNECTED/);
    await page.waitForLoadState('networkidle');

    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await page.getByRole('button', { name: /^disconnect/i }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await dialog.getByText('The service cannot be reached.').waitFor();
    await look(page, 'connect-offline');
    const meanwhile = await readStatus('user-offline');
    await context.setOffline(false);
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('The far.away is disconnected').waitFor();

    expect(meanwhile.connected).toBe(true);
    expect(await page.getByText('You are offline.').count()).toBe(0);
    expect((await readStatus('user-offline')).connected).toBe(false);
  }, 90_000);

  test('a page that is opened without a link of the CRM says where to get one', async () => {
    const { page } = await visitors.open();

    await page.goto(`${story.stack.url}/platforms/connect/tiktok`);
    await page.getByText('This page needs a link from your CRM').waitFor();

    await look(page, 'connect-no-session');
  }, 60_000);

  test.each(schedules.map((row) => row.operationId))(
    '%s runs with the role and the environment that the template gives it',
    async (operationId) => {
      const result = await story.stack.invoke(operationId);

      expect(result).toMatchObject({ ok: true });
    },
    60_000,
  );
});
