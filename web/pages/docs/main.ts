import { type ApiReply, callApi } from '../../api/call-api.ts';
import { button, element, findById } from '../../dom/element.ts';
import { speak } from '../../language/speak.ts';
import { catalogues } from './messages.ts';
import { readDocument } from './read-document.ts';
import { renderDocument } from './render-document.ts';

const { messages } = speak(catalogues);
const content = element('div', { class: 'content', 'aria-live': 'polite' });

const explain = (reply: ApiReply): readonly HTMLElement[] => {
  if (reply.kind === 'unreachable') return [element('p', {}, messages.offline)];
  const trouble = reply.kind === 'refused' ? reply.trouble : undefined;
  const sentence =
    trouble?.detail === undefined
      ? element('p', {}, messages.notUnderstood)
      : element('p', { lang: 'en' }, trouble.detail);
  return trouble?.requestId === undefined
    ? [sentence]
    : [
        sentence,
        element('p', { class: 'soft' }, `${messages.requestId}: `, element('code', {}, trouble.requestId)),
      ];
};

const showTrouble = (reply: ApiReply): void =>
  content.replaceChildren(
    element(
      'section',
      { class: 'card trouble' },
      element('h2', {}, messages.loadFailed),
      ...explain(reply),
      button(messages.retry, () => void load(), { class: 'primary' }),
    ),
  );

/** The fragment named its route before that was there; only now can the page go to it. */
const goToFragment = (): void => {
  const id = location.hash.slice(1);
  if (id !== '') document.getElementById(id)?.scrollIntoView();
};

const load = async (): Promise<void> => {
  content.replaceChildren(element('p', { class: 'soft' }, messages.loading));
  const reply = await callApi({ method: 'GET', path: '/api/openapi.json' });
  const api = reply.kind === 'answered' ? readDocument(reply.body) : undefined;
  if (api === undefined) return showTrouble(reply);
  // A long document is not to be read out at once.
  content.removeAttribute('aria-live');
  content.replaceChildren(...renderDocument(api, messages));
  content.classList.add('document');
  goToFragment();
};

findById('page').replaceChildren(
  element('header', {}, element('p', {}, element('a', { class: 'brand', href: '/' }, messages.brand))),
  element('main', {}, element('h1', {}, messages.heading), content),
);
void load();
