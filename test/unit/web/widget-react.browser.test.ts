import { describe, expect, test } from '@jest/globals';
import { account, answersOf, list, post } from './widget-data.ts';
import { type Answers, bundleReactPage, type Opened, timeoutMs, tokenFor, withCrm } from './widget-page.ts';

const good = answersOf([account()], list([post()]));

/** A CRM's page made with React; its own origin has the built component, the site has the element's script. */
const withReact = (source: string, answers: Answers, run: (opened: Opened) => Promise<void>): Promise<void> =>
  withCrm(
    async (site) => ({
      body: '<div id="root"></div>',
      loadsElement: false,
      script: await bundleReactPage(`
        import { StrictMode, useState } from 'react';
        import { createRoot } from 'react-dom/client';
        import { CreatorConnectWidget } from 'creator-connect/react';
        const siteUrl = '${site}';
        window.askedFor = 0;
        window.events = [];
        ${source}
        createRoot(document.getElementById('root')).render(<StrictMode><App /></StrictMode>);`),
    }),
    answers,
    run,
  );

const ask = `const ask = async () => { window.askedFor += 1; return '${tokenFor('ada')}'; };`;

describe('the React component', () => {
  test(
    'is the same widget: it loads the script once for all, and one getToken per widget through every render',
    () =>
      withReact(
        `${ask}
        const App = () => {
          const [theme, setTheme] = useState('light');
          return <>
            <button onClick={() => setTheme('dark')}>Dark</button>
            <CreatorConnectWidget siteUrl={siteUrl} getToken={() => ask()} theme={theme} limit={3} lang="fr" className="tile" style={{ maxWidth: '30rem' }} />
            <CreatorConnectWidget siteUrl={siteUrl} token="${tokenFor('grace')}" accountId="account-1" returnTo="/x" />
          </>;
        };`,
        good,
        async ({ page, asked, faults }) => {
          await page.getByText('Connecté').waitFor();
          await page.getByText('Connected').waitFor();
          const scripts = await page.evaluate(
            () =>
              performance.getEntriesByType('resource').filter(({ name }) => name.includes('/widget/')).length,
          );
          await page.getByRole('button', { name: 'Dark' }).click();
          await page.locator('.tile .frame[data-theme=dark]').waitFor();

          expect(scripts).toBe(1);
          expect(await page.evaluate('window.askedFor')).toBe(1);
          expect(await page.locator('creator-connect-widget.tile').getAttribute('style')).toContain(
            'max-width',
          );
          expect(asked).toContain('GET /api/tiktok/posts?limit=3');
          expect(asked).toContain('GET /api/tiktok/posts?accountId=account-1&limit=5');
          expect(faults).toEqual([]);
        },
      ),
    timeoutMs,
  );

  test(
    'tells its newest functions of what is opened and of what fails, and ends with its place',
    () =>
      withReact(
        `${ask}
        const App = () => {
          const [count, setCount] = useState(0);
          return <>
            <button onClick={() => setCount(count + 1)}>Next</button>
            {count < 2 && <CreatorConnectWidget siteUrl={siteUrl} getToken={ask}
              onOpen={(event) => { event.preventDefault(); window.events.push(['open', count, event.detail.page]); }}
              onError={(event) => window.events.push(['error', count, event.detail.code])} />}
          </>;
        };`,
        { ...good, '/api/tiktok/posts': () => ({ status: 500, json: { code: 'internal_error' } }) },
        async ({ page, asked }) => {
          await page.getByText('The posts could not be loaded').waitFor();
          await page.getByRole('button', { name: 'Next' }).click();
          await page.getByRole('link', { name: 'New post' }).click();
          await page.waitForFunction('window.events.length === 2');
          await page.getByRole('button', { name: 'Next' }).click();
          await page.locator('creator-connect-widget').waitFor({ state: 'detached' });

          expect(await page.evaluate('window.events')).toEqual([
            ['error', 0, 'internal_error'],
            ['open', 1, 'upload'],
          ]);
          expect(asked.filter((line) => line.startsWith('GET')).length).toBe(2);
        },
      ),
    timeoutMs,
  );

  test(
    'begins anew for another user, with the function of the same render, and opens the pages as that user',
    () => {
      const tokens = { ada: tokenFor('ada'), grace: tokenFor('grace') };
      const nameOf = ({ headers }: { readonly headers: { readonly authorization?: string | undefined } }) =>
        headers.authorization === `Bearer ${tokens.grace}` ? 'Of Grace' : 'Of Ada';
      return withReact(
        `const tokens = ${JSON.stringify(tokens)};
        const App = () => {
          const [user, setUser] = useState('ada');
          return <>
            <button onClick={() => setTimeout(() => setUser('grace'))}>Grace</button>
            <CreatorConnectWidget siteUrl={siteUrl} user={user} getToken={async () => tokens[user]}
              onOpen={(event) => { event.preventDefault(); window.events.push(event.detail.url); }} />
          </>;
        };`,
        {
          ...good,
          '/api/platforms/tiktok/status': (request) => ({
            connected: true,
            accounts: [account({ displayName: nameOf(request) })],
          }),
        },
        async ({ page, tokens: used, faults }) => {
          await page.getByText('Of Ada').waitFor();
          await page.getByRole('button', { name: 'Grace' }).click();
          await page.locator('[user=grace]').waitFor();
          const left = await page.getByText('Of Ada').count();
          await page.getByText('Of Grace').waitFor();
          await page.getByRole('link', { name: 'New post' }).click();
          const opened = await page.evaluate<string>('window.events[0]');

          expect(left).toBe(0);
          expect(used).toEqual([tokens.ada, tokens.ada, tokens.grace, tokens.grace]);
          expect(new URLSearchParams(new URL(opened).hash.slice(1)).get('token')).toBe(tokens.grace);
          expect(faults).toEqual([]);
        },
      );
    },
    timeoutMs,
  );

  test(
    'tells when the script cannot be loaded, in the reader’s language',
    () =>
      withReact(
        `const App = () => <CreatorConnectWidget siteUrl="http://localhost:9" getToken={async () => ''} lang="fr-CA"
           onError={(event) => window.events.push(event.detail)} />;`,
        {},
        async ({ page }) => {
          await page.waitForFunction('window.events.length > 0');

          expect(await page.evaluate('window.events[0]')).toEqual({
            code: 'script_unavailable',
            message: 'Le script du widget n’a pas pu être chargé.',
          });
        },
      ),
    timeoutMs,
  );
});
