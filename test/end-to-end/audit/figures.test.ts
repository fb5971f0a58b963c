import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countLoad, type Figures, readStaticScripts } from './count-load.ts';
import { nothingWrong, readFinePrint } from './fine-print.ts';
import { readFocusPath } from './focus-path.ts';
import { hearLiveRegions } from './live-regions.ts';
import { clip } from './orders.ts';
import { loadPage } from './page-load.ts';
import { pageStates, prepareStates } from './page-states.ts';
import { pageVisits, visitWidget } from './page-visits.ts';
import { expectServed } from './served.ts';
import { openWorld, type World } from './world.ts';

const kilobyte = 1_000;
const local = join(import.meta.dirname, '../../../.local');
/** For people to look at; git ignores both. */
const [figuresFile, pictures] = [join(local, 'figures/web.json'), join(local, 'screenshots')];

/** 320 px wide, as a phone is, and as 640 px are at a zoom of 200 %. */
const narrow = {
  viewport: { width: 320, height: 640 },
  deviceScaleFactor: 2,
  reducedMotion: 'reduce',
} as const;

/** A page with one fault of each kind. */
const faulty = `<style>
  body { margin: 0 } @keyframes turn { to { rotate: 1turn } } .restless { animation: turn 1s infinite }
  .cut { width: 40px; overflow: hidden; white-space: nowrap } .tiny { display: block; width: 20px; height: 40px }
</style><div style="width: 400px; height: 1px"></div><p class="cut">too long for it</p><a class="tiny" href="/">x</a>
<p>Within <a href="/">a</a> sentence.</p><p class="restless">round</p><section></section>`;

let world: World;
const figures: Record<string, Figures> = {};

beforeAll(async () => {
  await Promise.all([join(local, 'figures'), pictures].map((folder) => mkdir(folder, { recursive: true })));
  world = await openWorld();
  await prepareStates(world);
}, 180_000);
afterAll(async () => {
  await writeFile(figuresFile, `${JSON.stringify(figures, undefined, 2)}\n`);
  await world.end();
}, 60_000);

describe('what a page costs its visitors, from a cold cache', () => {
  test.each(pageVisits)(
    '$name shows something of use early, with little, and nothing moves when the data arrive',
    async ({ name, open, scriptKilobytes, requests, kilobytes }) => {
      const visit = await open(world);
      const scripts = readStaticScripts(await (await fetch(visit.address)).text());

      const load = await loadPage(world.browser, visit);
      const counted = countLoad(load, scripts);
      figures[name] = counted;
      await load.page.context().close();

      expect(counted.initialScripts.requests).toBe(scripts.length);
      expect(counted.initialScripts.bytes).toBeLessThanOrEqual(scriptKilobytes * kilobyte);
      expect(counted.lazyScripts.areAskedForLater).toBe(true);
      expect(counted.firstPaint.requests).toBeGreaterThan(1);
      expect(counted.firstPaint.requests).toBeLessThanOrEqual(requests);
      expect(counted.firstPaint.bytes).toBeLessThanOrEqual(kilobytes * kilobyte);
      expect({ shift: counted.layoutShift, moved: counted.moved }).toEqual({ shift: 0, moved: [] });
    },
    90_000,
  );

  test('the widget is one script of at most 45 KB, asks little, and nothing moves when the data arrive', async () => {
    const load = await loadPage(world.browser, await visitWidget(world));
    const counted = countLoad(load, ['/widget/creator-connect-widget.js']);
    figures['widget'] = counted;
    await load.page.context().close();

    expect(counted.initialScripts.requests).toBe(1);
    expect(counted.initialScripts.bytes).toBeGreaterThan(10 * kilobyte);
    expect(counted.initialScripts.bytes).toBeLessThanOrEqual(45 * kilobyte);
    // The CRM's page with it, whose own this is for the most part.
    expect(counted.firstPaint.requests).toBeLessThanOrEqual(7);
    expect(counted.calls.length).toBeLessThanOrEqual(4);
    expect({ shift: counted.layoutShift, moved: counted.moved }).toEqual({ shift: 0, moved: [] });
  }, 90_000);
});

describe('every page and state, as small as a phone and magnified', () => {
  test.each(pageStates)(
    '$name: all of it can be read and reached, and nothing moves that must not',
    async ({ name, open, isLong = false }) => {
      const page = await open(world, narrow);
      const keep = (look: string) =>
        page.screenshot({ path: join(pictures, `audit-${name}-${look}.png`), fullPage: !isLong });
      await page.evaluate(() => document.fonts.ready);

      const found = await readFinePrint(page);
      await keep('320');
      await page.emulateMedia({ forcedColors: 'active' });
      await keep('forced');
      await page.context().close();

      expect(found).toEqual(nothingWrong);
    },
    90_000,
  );

  test('in French, whose words are longer, all of it fits as well', async () => {
    const wrong: Record<string, unknown> = {};

    for (const { name, open } of [...pageVisits, { name: 'widget', open: visitWidget }]) {
      const { address, data } = await open(world);
      const page = await (await world.browser.newContext({ ...narrow, locale: 'fr-FR' })).newPage();
      await page.goto(address);
      await page
        .locator(`${data.host ?? ''} ${data.selector}`)
        .first()
        .waitFor();
      const language = await page.evaluate(() => document.documentElement.lang);
      const found = await readFinePrint(page);
      await page.screenshot({ path: join(pictures, `audit-${name}-french.png`), fullPage: name !== 'docs' });
      await page.context().close();
      wrong[name] = { language, ...found };
    }

    const fine = { language: 'fr', ...nothingWrong };
    expect(wrong).toEqual({ home: fine, docs: fine, connect: fine, upload: fine, post: fine, widget: fine });
  }, 120_000);

  test('what would be wrong is found, in a shadow tree too', async () => {
    const page = await (await world.browser.newContext(narrow)).newPage();
    await page.setContent(faulty);
    await page.evaluate(() => {
      const host = document.querySelector('section');
      host?.attachShadow({ mode: 'open' }).append(document.createElement('button'));
    });

    const found = await readFinePrint(page);
    await page.context().close();

    expect(found).toEqual({
      beyondPx: 80,
      cutOff: [expect.stringContaining('too long for it')],
      small: [expect.stringContaining('a.tiny'), expect.stringContaining('button.')],
      endless: [expect.stringContaining('p.restless')],
    });
  }, 30_000);

  test('what is awaited does not pulse for who wants no motion', async () => {
    const context = await world.browser.newContext({ locale: 'en-GB', ...narrow });
    const page = await context.newPage();
    const { userId } = await world.creator('simcreator');
    // It stays as it is while the API says nothing.
    await page.route('**/api/**', () => undefined);
    const endless: string[] = [];

    for (const name of ['connect', 'upload'] as const) {
      await page.goto(await world.pageAddress(userId, name));
      await page.locator('.skeleton').first().waitFor({ state: 'attached' });
      endless.push(...(await readFinePrint(page)).endless);
    }
    await page.goto(`${world.stack.crmUrl}/?user=ada`);
    await page.locator('creator-connect-widget .wait').first().waitFor({ state: 'attached' });
    endless.push(...(await readFinePrint(page)).endless);
    await context.close();

    expect(endless).toEqual([]);
  }, 90_000);
});

describe('the upload form without a mouse or eyes', () => {
  test('Tab leads through all of it from the top down to the button, and each stop is seen', async () => {
    const form = await world.openForm(await world.creator('simcreator'));
    await form.tap('Disclose commercial content');

    const stops = await readFocusPath(form.page, 60);
    await form.close();

    const names = stops.map(({ name }) => name);
    const last = names.findIndex((name) => name.includes('Publish on TikTok'));
    expect(last).toBeGreaterThan(8);
    const way = stops.slice(0, last + 1);
    for (const wanted of [
      'Caption',
      'Who can see',
      'Allow Comment',
      'Disclose',
      'Your brand',
      'AI-generated',
      'Schedule',
    ])
      expect(way.filter(({ name }) => name.includes(wanted))).toHaveLength(1);
    expect(way.filter(({ isSeen }) => !isSeen)).toEqual([]);
    expect(way.map(({ y }) => y)).toEqual(way.map(({ y }) => y).toSorted((a, b) => a - b));
  }, 90_000);

  test('the upload, the press and what becomes of the post are said aloud', async () => {
    const form = await world.openForm(await world.creator('simcreator'));
    const heard = await hearLiveRegions(form.page);

    await form.chooseFile(clip);
    await form.chooseAudience('Only me');
    await form.publish.click();
    await form.page.getByText('Published', { exact: true }).first().waitFor({ timeout: 60_000 });
    const said = await heard();
    await form.close();

    expect(said).toContain('The file is ready to be posted.');
    expect(said.filter((text) => /^State of the post: /.test(text)).at(-1)).toBe(
      'State of the post: Published.',
    );
    expect(new Set(said.filter((text) => text.startsWith('State of the post'))).size).toBe(
      said.filter((text) => text.startsWith('State of the post')).length,
    );
  }, 120_000);
});

describe('how the site is served', () => {
  test('pages are asked for again, assets are kept for ever, the widget is everybody’s, and the API has no pages', async () => {
    await expectServed(world.stack);
  }, 30_000);
});
