import { element, findById } from '../../dom/element.ts';
import { languageSwitch } from '../../dom/language-switch.ts';
import { speak } from '../../language/speak.ts';
import { catalogues } from './messages.ts';

const show = (): void => {
  const { language, messages } = speak(catalogues);
  const points = messages.points.map(({ title, text }) =>
    element('li', { class: 'card' }, element('h2', {}, title), element('p', { class: 'soft' }, text)),
  );
  findById('page').replaceChildren(
    element(
      'header',
      { class: 'page-head' },
      element('p', { class: 'brand' }, messages.title),
      languageSwitch(language, messages.language, show),
    ),
    element(
      'main',
      {},
      element('h1', {}, messages.heading),
      element('p', { class: 'soft intro' }, messages.intro),
      element(
        'p',
        { class: 'links' },
        element('a', { class: 'button primary', href: '/docs' }, messages.docs),
        element('a', { href: '/api/openapi.json' }, messages.openapi),
      ),
      element('ul', { class: 'points' }, ...points),
    ),
  );
};

show();
