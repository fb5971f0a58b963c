import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { consent } from '../../support/story/hosted-pages.ts';
import { look } from '../../support/story/look.ts';
import { beginStory, type Story } from '../../support/story/story.ts';
import {
  chooseAudience,
  chooseVideo,
  fillCaption,
  publishButton,
  waitForPost,
  waitForState,
  waitUntilStaged,
} from '../../support/story/upload-form.ts';
import { createVisitors, type Visitor, type VisitorWish } from '../../support/story/visitors.ts';
import { createVideo } from '../../support/video-file.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('the widget on a CRM’s page, in a browser, on the local stack as users run it', () => {
  let story: Story;
  const visitors = createVisitors(() => story.browser);

  beforeAll(async () => {
    story = await beginStory();
    await story.tiktok('switches', 'PATCH', { processingSeconds: 6, moderationSeconds: 0 });
    await story.connect('grace', 'grace.notes');
  }, 180_000);
  afterEach(() => visitors.leave());
  afterAll(() => story.end(), 60_000);

  const openCrm = async (user: 'ada' | 'grace', wish: VisitorWish = {}): Promise<Visitor> => {
    const visitor = await visitors.open(wish);
    await visitor.page.goto(`${story.stack.crmUrl}/?user=${user}`);
    return visitor;
  };

  const widgetOf = (page: Page) => page.locator('creator-connect-widget');
  const backAtCrm = (page: Page) => page.waitForURL((url) => url.origin === story.stack.crmUrl);

  test('a creator is connected and a video posted from the CRM’s page, which shows both, counted and live, without a reload', async () => {
    await story.createCreator('ada.films', { nickname: 'Ada Films' });
    const { page } = await openCrm('ada');
    const widget = widgetOf(page);
    await widget.getByText('No TikTok account yet').waitFor();
    await look(page, 'crm-empty');

    await widget
      .getByRole('link', { name: /^Connect an? / })
      .first()
      .click();
    await page.waitForURL(/\/platforms\/connect\/tiktok/);
    await page
      .getByRole('button', { name: /^connect/i })
      .first()
      .click();
    await consent(page, 'ada.films', { endsAt: new RegExp(`^${story.stack.crmUrl}`) });
    await page.getByText('Ada Films is connected.').waitFor();
    await widget.getByText('@ada.films').waitFor();
    const addressOnReturn = page.url();
    await look(page, 'crm-connected');

    await widget.getByRole('link', { name: 'New post' }).click();
    await page.locator('.post-form').waitFor();
    await chooseVideo(page, createVideo(1_000_000));
    await fillCaption(page, 'Straight from the CRM');
    await waitUntilStaged(page);
    await chooseAudience(page);
    await publishButton(page).click();
    await waitForPost(page);
    await page.getByRole('link', { name: /^Back to / }).click();
    await backAtCrm(page);
    const addressOnWayBack = page.url();
    const states: string[] = [];
    const badge = widget.locator('.post .badge');
    await waitFor(
      'the post to be seen published in the widget',
      async () => {
        const state = await badge.textContent();
        if (state !== null && states.at(-1) !== state) states.push(state);
        return state === 'Published';
      },
      60_000,
    );
    await widget.getByRole('link', { name: /^Watch on TikTok/ }).waitFor();
    await look(page, 'crm-published');
    const counts = await widget.locator('.counts').textContent();
    const watch = await widget.getByRole('link', { name: /^Watch on TikTok/ }).getAttribute('href');
    await widget.getByRole('link', { name: 'Straight from the CRM', exact: true }).click();
    await page.getByRole('heading', { name: 'Your post' }).waitFor();
    await waitForState(page, 'Published');

    const [task] = await story.tasksOf('ada.films');
    expect([addressOnReturn, addressOnWayBack]).toEqual(Array(2).fill(`${story.stack.crmUrl}/?user=ada`));
    expect(states.length).toBeGreaterThan(1);
    expect(counts?.trim()).toBe('1 published');
    expect(watch).toContain(task?.posts[0]?.postId);
  }, 180_000);

  test('what a creator takes back at TikTok is seen in the widget within half a minute, without a reload', async () => {
    const { page } = await visitors.open();
    await page.clock.install();
    await page.goto(`${story.stack.crmUrl}/?user=grace`);
    const widget = widgetOf(page);
    await widget.getByText('Connected', { exact: true }).waitFor();

    await story.tiktok('creators/grace.notes/disconnect', 'POST', { reason: 1 });
    await waitFor('the webhook', async () => {
      const { body } = await story.stack.call('GET', '/api/platforms/tiktok/status?userId=grace');
      return JSON.stringify(body).includes('"state":"revoked"');
    });
    await page.clock.fastForward(31_000);
    await widget.getByText('Needs you again').waitFor();
    await widget.getByText(/removed our access/).waitFor();
    await look(page, 'crm-revoked');

    expect(await widget.getByRole('link', { name: /Connect again/ }).count()).toBe(1);
    expect(await widget.getByText('Connected', { exact: true }).count()).toBe(0);
  }, 90_000);

  test('in a French browser the CRM’s page and its widget are French, dark with the system, and turn light and English by the CRM’s switches', async () => {
    const { page } = await openCrm('grace', { locale: 'fr-FR', colorScheme: 'dark' });
    const widget = widgetOf(page);
    await widget.getByText('@grace.notes').waitFor();
    const french = (await widget.locator('.frame').textContent()) ?? '';
    const readScheme = () =>
      widget.locator('.frame').evaluate((frame) => getComputedStyle(frame).colorScheme);
    const withTheSystem = await readScheme();
    await look(page, 'crm-french');

    await page.locator('#theme').selectOption('light');
    await waitFor('the widget to be light', async () => (await readScheme()) === 'light');
    await page.locator('#language').selectOption('en');
    await widget.getByRole('link', { name: 'Connect an account' }).waitFor();

    expect(french).toContain('Connecter un compte');
    expect(french).not.toMatch(/Connect an|New post/);
    expect(withTheSystem).toBe('dark');
  }, 90_000);

  test('a widget without a connection keeps what it shows and says as of when, and goes on when it is back', async () => {
    const { page, context, forgive } = await openCrm('grace');
    forgive(/ERR_INTERNET_DISCONNECTED/);
    const widget = widgetOf(page);
    await widget.getByText('@grace.notes').waitFor();

    await context.setOffline(true);
    await widget.getByText(/You are offline\. As of/).waitFor();
    await look(page, 'crm-offline');
    const meanwhile = await widget.getByText('@grace.notes').count();
    await context.setOffline(false);
    await widget.getByText(/^Updated at/).waitFor();

    expect(meanwhile).toBe(1);
  }, 90_000);
});
