import { describe, expect, test } from '@jest/globals';
import { renderOpenapi } from '../../../shared/contract/openapi.ts';
import { routes } from '../../../shared/contract/routes.ts';
import { expectAccessible } from '../../support/axe.ts';
import { type ApiAnswer, focusOn, origin, timeoutMs, withPage } from './built-site.ts';

const documentPath = '/api/openapi.json';
/** Some of our own: to look through all of them takes long. */
const openapi = (): object => renderOpenapi(routes.slice(0, 6), { serverUrl: origin, version: '1.2.3' });

describe('the pages without React', () => {
  test.each(['light', 'dark'] as const)(
    'speak the language that is chosen, here and on the next page, and are accessible, in %s',
    (colorScheme) =>
      withPage(
        `${origin}/`,
        { [documentPath]: openapi },
        async (opened, asked, faults) => {
          await opened.getByRole('heading', { level: 1, name: /connected to your CRM/ }).waitFor();
          await expectAccessible(opened, `home-${colorScheme}`);
          await opened.getByRole('button', { name: 'Français' }).click();
          await opened.getByRole('heading', { level: 1, name: /reliés à votre CRM/ }).waitFor();
          const focus = await focusOn(opened);
          await opened.getByRole('link', { name: 'Lire la documentation de l’API' }).click();
          await opened.getByRole('heading', { name: 'Authentification' }).waitFor();
          await expectAccessible(opened, `docs-${colorScheme}`);
          await opened.getByRole('button', { name: 'English' }).click();
          await opened.getByRole('heading', { name: 'Authentication' }).waitFor();

          expect(focus).toBe('English');
          expect(await opened.locator('html').getAttribute('lang')).toBe('en');
          expect(asked).toEqual([`GET ${documentPath}`]);
          expect(faults).toEqual([]);
        },
        { colorScheme, reducedMotion: 'reduce' },
      ),
    timeoutMs,
  );

  test(
    'say in both languages why there is no document, and try again',
    () => {
      const answers: ApiAnswer[] = ['internal_error', openapi()];
      return withPage(`${origin}/docs`, { [documentPath]: () => answers.shift() }, async (opened) => {
        await opened.getByText('The document could not be loaded').waitFor();
        await opened.getByRole('button', { name: 'Français' }).click();
        await opened.getByText('Le document n’a pas pu être chargé').waitFor();
        const told = await opened.getByRole('main').textContent();
        await opened.getByRole('button', { name: 'Réessayer' }).click();
        await opened.getByRole('heading', { name: 'Authentification' }).waitFor();

        expect(told).toContain('req-7');
        expect(await focusOn(opened)).toBe('Documentation de l’API');
      });
    },
    timeoutMs,
  );
});
