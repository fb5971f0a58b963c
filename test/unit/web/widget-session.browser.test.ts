import { describe, expect, test } from '@jest/globals';
import { waitFor } from '../../support/wait-for.ts';
import { account, answersOf, list, post } from './widget-data.ts';
import { timeoutMs, tokenFor, withCrm } from './widget-page.ts';

const tag = '<creator-connect-widget></creator-connect-widget>';
const withToken = (token: string) => ({
  body: `<creator-connect-widget token="${token}"></creator-connect-widget>`,
  script: hearErrors,
});
const calm = list([post()]);
const good = answersOf([account()], calm);

const problem = (status: number, code: string) => ({
  status,
  json: { code, detail: 'A technical sentence.', requestId: 'req-7', status },
});

const hearErrors = `
  window.errors = [];
  addEventListener('creator-connect-error', ({ detail }) => window.errors.push(detail.code));`;

/** A function of the CRM that yields one token after the other, the last for ever, and counts how often it is asked. */
const crmScript = (tokens: readonly string[]): string => `${hearErrors}
  const tokens = ${JSON.stringify(tokens)};
  window.askedFor = 0;
  document.querySelector('creator-connect-widget').getToken = async () => {
    window.askedFor += 1;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return tokens.length > 1 ? tokens.shift() : tokens[0];
  };`;

describe('the session of the widget', () => {
  test(
    'asks the CRM for one token, however many calls wait for it',
    () =>
      withCrm(
        () => ({ body: tag, script: crmScript([tokenFor('ada')]) }),
        good,
        async ({ page }) => {
          await page.getByText('Lina Moreau').waitFor();

          expect(await page.evaluate('window.askedFor')).toBe(1);
        },
      ),
    timeoutMs,
  );

  test(
    'asks for another when the API refuses one, and goes on without a word',
    () => {
      const [old, fresh] = [tokenFor('ada'), tokenFor('ada', 901)];
      const byToken =
        (answer: object) =>
        ({ headers }: { readonly headers: { readonly authorization?: string | undefined } }) =>
          headers.authorization === `Bearer ${fresh}` ? answer : problem(401, 'token_expired');
      return withCrm(
        () => ({ body: tag, script: crmScript([old, fresh]) }),
        {
          '/api/platforms/tiktok/status': byToken({ connected: true, accounts: [account()] }),
          '/api/tiktok/posts': byToken(calm),
        },
        async ({ page, tokens }) => {
          await page.getByText('Lina Moreau').waitFor();

          expect(await page.evaluate('window.askedFor')).toBe(2);
          expect(tokens).toEqual([old, old, fresh, fresh]);
          expect(await page.evaluate('window.errors')).toEqual([]);
        },
      );
    },
    timeoutMs,
  );

  test(
    'asks for another before one expires',
    () => {
      const [first, second] = [tokenFor('ada', 90), tokenFor('ada', 900)];
      return withCrm(
        () => ({ body: tag, script: crmScript([first, second]) }),
        good,
        async ({ page, tokens }) => {
          await page.getByText('Lina Moreau').waitFor();
          await waitFor('another token to be used', async () => {
            await page.clock.fastForward(10_000);
            return tokens.at(-1) === second;
          });

          expect(await page.evaluate('window.askedFor')).toBe(2);
          expect(tokens.slice(0, 4)).toEqual([first, first, first, first]);
        },
        { usesClock: true },
      );
    },
    timeoutMs,
  );

  test(
    'says that a token is still refused after another was asked for, and tries again when told to',
    () => {
      let isGood = false;
      const refuse = () =>
        isGood ? { connected: true, accounts: [account()] } : problem(401, 'unauthenticated');
      return withCrm(
        () => ({
          body: tag,
          script: crmScript([tokenFor('ada'), tokenFor('ada', 901), tokenFor('ada', 902)]),
        }),
        {
          '/api/platforms/tiktok/status': refuse,
          '/api/tiktok/posts': () => (isGood ? calm : problem(401, 'unauthenticated')),
        },
        async ({ page }) => {
          await page.getByRole('alert').getByText('The session has ended').waitFor();
          const errors = await page.evaluate('window.errors');
          isGood = true;
          await page.getByRole('button', { name: 'Try again' }).press('Enter');
          await page.getByText('Lina Moreau').waitFor();

          expect(errors).toEqual(['session_ended']);
          expect(
            await page.evaluate(
              () => document.querySelector('creator-connect-widget')?.shadowRoot?.activeElement?.textContent,
            ),
          ).toBe('TikTok');
        },
      );
    },
    timeoutMs,
  );

  test(
    'says that the CRM gave no token, and asks again by itself',
    () =>
      withCrm(
        () => ({
          body: tag,
          script: `${hearErrors}
            let calls = 0;
            document.querySelector('creator-connect-widget').getToken = () => {
              calls += 1;
              if (calls === 1) throw new Error('The CRM is away.');
              return '${tokenFor('ada')}';
            };`,
        }),
        good,
        async ({ page }) => {
          await page.getByRole('alert').getByText('could not get access').waitFor();
          await page.clock.fastForward(30_100);
          await page.getByText('Lina Moreau').waitFor();

          expect(await page.evaluate('window.errors')).toEqual(['token_unavailable']);
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'renews the token that stands in the page before it expires, and uses the new one',
    () => {
      const [first, second] = [tokenFor('ada', 90), tokenFor('ada', 900)];
      const bodies: string[] = [];
      return withCrm(
        () => withToken(first),
        {
          ...good,
          '/api/sessions': (_request, body) => {
            bodies.push(body);
            return { status: 201, json: { token: second, expiresAt: '', connectUrl: '', uploadUrl: '' } };
          },
        },
        async ({ page, tokens }) => {
          await page.getByText('Lina Moreau').waitFor();
          const isRenewed = page.waitForResponse(/sessions/);
          await page.clock.fastForward(61_000);
          await isRenewed;
          await waitFor('the new one to be used', async () => {
            await page.clock.fastForward(31_000);
            return tokens.at(-1) === second;
          });

          expect(bodies.map((body) => JSON.parse(body))).toEqual([
            { userId: 'ada', scope: 'connect read publish', ttlSeconds: 90 },
          ]);
        },
        { usesClock: true },
      );
    },
    timeoutMs,
  );

  test(
    'ends with a sentence and an event when the API lets it be renewed no more',
    () =>
      withCrm(
        () => withToken(tokenFor('ada', 90)),
        { ...good, '/api/sessions': () => problem(401, 'session_ended') },
        async ({ page, asked }) => {
          await page.getByText('Lina Moreau').waitFor();
          await page.clock.fastForward(61_000);
          await page.getByRole('alert').getByText('The session has ended').waitFor();
          const before = asked.length;
          await page.clock.fastForward(120_000);

          expect(asked.length).toBe(before);
          expect(await page.evaluate('window.errors')).toEqual(['session_ended']);
          expect(await page.getByText('Lina Moreau').count()).toBe(0);
          expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
        },
        { usesClock: true },
      ),
    timeoutMs,
  );

  test(
    'says after a moment that there is no token, asks nothing, and begins when there is one',
    () =>
      withCrm(
        () => ({ body: tag, script: hearErrors }),
        good,
        async ({ page, asked }) => {
          await page.getByRole('alert').getByText('has not said who you are').waitFor();
          const before = asked.length;
          await page.evaluate(
            (token) => document.querySelector('creator-connect-widget')?.setAttribute('token', token),
            tokenFor('ada'),
          );
          await page.getByText('Lina Moreau').waitFor();

          expect(before).toBe(0);
          expect(await page.evaluate('window.errors')).toEqual(['token_missing']);
        },
      ),
    timeoutMs,
  );
});
