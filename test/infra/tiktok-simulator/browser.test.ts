import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { authorizeUrl, withSimulator } from './harness.ts';

const browserTimeoutMs = 60_000;
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, browserTimeoutMs);
afterAll(() => browser.close());

/** An app whose callback sends the user on to a page on yet another host, as an app may. */
async function withApp(body: (callback: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const { port } = Object(server.address());
    const onward = `http://127.0.0.1:${port}/welcome${new URL(request.url ?? '', 'http://app').search}`;
    if (request.url?.startsWith('/callback')) response.writeHead(302, { location: onward }).end();
    else response.end('welcome');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await body(`http://localhost:${Object(server.address()).port}/callback`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('in a browser', () => {
  test(
    'a creator chosen by keyboard, with one scope switched off, comes back to the app',
    () =>
      withApp((callback) =>
        withSimulator(
          async (simulator) => {
            const page = await browser.newPage();
            await page.goto(authorizeUrl(simulator, { redirect_uri: callback }));

            const layout = await page
              .locator('.creator')
              .first()
              .evaluate((label) => getComputedStyle(label).display);
            await page.getByRole('radio', { name: 'Sim Creator' }).focus();
            await page.keyboard.press('ArrowDown');
            await page.getByRole('switch', { name: 'Post content' }).uncheck();
            await page.getByRole('button', { name: 'Approve' }).click();
            await page.waitForURL(/127\.0\.0\.1:\d+\/welcome/);

            const query = new URL(page.url()).searchParams;
            expect(layout).toBe('grid');
            expect([query.get('scopes'), query.get('state')]).toEqual([
              'user.info.basic,user.info.profile',
              'state-1',
            ]);
            await page.close();
          },
          { app: { redirectUris: [callback] } },
        ),
      ),
    browserTimeoutMs,
  );

  test(
    'the control page disconnects a creator, connects many, advances the clock, sets switches and adds faults',
    () =>
      withSimulator(async (simulator) => {
        simulator.control.connectCreator('simcreator');
        const page = await browser.newPage();
        const complaints: string[] = [];
        page.on('console', (message) => complaints.push(`${message.text()} ${message.location().url}`));
        page.on('pageerror', (error) => complaints.push(error.message));
        await page.goto(`${simulator.url}/_simulator`);
        const act = async (name: string, request: string) => {
          await page.getByRole('button', { name, exact: true }).first().click();
          await page
            .getByRole('status')
            .filter({ hasText: `Done: ${request}` })
            .waitFor();
        };

        await act('Disconnect', 'POST /creators/simcreator/disconnect');
        await act('Advance the clock by 72 h', 'POST /clock');
        await page.locator('select[name="pkce"]').selectOption('hex');
        await act('Save the switches', 'PATCH /switches');
        await page.locator('select[name="action.kind"]').selectOption('cut-after');
        await page.locator('input[name="share"]').fill('0.05');
        await act('Add fault', 'POST /faults');
        await page.getByText('Connect many new creators').click();
        await act('Connect', 'POST /grants');
        await act('Save the app', 'PATCH /app');
        await page.locator('#creators').getByText('not connected').nth(4).waitFor();

        expect(complaints).toEqual([]);
        const connected = simulator.control.listCreators().filter((creator) => creator.connected);
        expect(connected.every(({ username }) => username.startsWith('creator.'))).toBe(true);
        expect(simulator.control.readSwitches().pkce).toBe('hex');
        expect(simulator.control.listFaults()).toMatchObject([
          { match: { path: '/v2/oauth/token/' }, share: 0.05, times: null, action: { kind: 'cut-after' } },
        ]);
        expect(simulator.control.listTokens()).toHaveLength(101);
        await page.close();
      }),
    browserTimeoutMs,
  );
});
