import { type ApiReply, callApi } from '../../api/call-api.ts';
import { button, element, findById } from '../../dom/element.ts';
import { languageSwitch } from '../../dom/language-switch.ts';
import { speak } from '../../language/speak.ts';
import { catalogues, type DocsMessages } from './messages.ts';
import { readDocument } from './read-document.ts';
import { renderDocument } from './render-document.ts';

/** Stays in every language, so that what comes to it is read out. */
const content = element('div', { class: 'content', 'aria-live': 'polite' });
/** The answer that is shown; undefined while it is awaited. */
let reply: ApiReply | undefined;

const explain = (answer: ApiReply, messages: DocsMessages): readonly HTMLElement[] => {
  if (answer.kind === 'unreachable') return [element('p', {}, messages.offline)];
  const trouble = answer.kind === 'refused' ? answer.trouble : undefined;
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

const renderTrouble = (answer: ApiReply, messages: DocsMessages): HTMLElement =>
  element(
    'section',
    { class: 'card trouble' },
    element('h2', {}, messages.loadFailed),
    ...explain(answer, messages),
    button(messages.retry, () => void retry(), { class: 'primary' }),
  );

const renderContent = (messages: DocsMessages): readonly HTMLElement[] => {
  if (reply === undefined) return [element('p', { class: 'soft' }, messages.loading)];
  const api = reply.kind === 'answered' ? readDocument(reply.body) : undefined;
  if (api === undefined) return [renderTrouble(reply, messages)];
  // A long document is not to be read out at once.
  content.removeAttribute('aria-live');
  content.classList.add('document');
  return renderDocument(api, messages);
};

const showContent = (messages: DocsMessages): void => content.replaceChildren(...renderContent(messages));

const show = (): void => {
  const { language, messages } = speak(catalogues);
  showContent(messages);
  findById('page').replaceChildren(
    element(
      'header',
      { class: 'page-head' },
      element('p', {}, element('a', { class: 'brand', href: '/' }, messages.brand)),
      languageSwitch(language, messages.language, show),
    ),
    element('main', {}, element('h1', { id: 'heading', tabindex: '-1' }, messages.heading), content),
  );
};

/** The fragment named its route before that was there; only now can the page go to it. */
const goToFragment = (): void => {
  const id = location.hash.slice(1);
  if (id !== '') document.getElementById(id)?.scrollIntoView();
};

const load = async (): Promise<void> => {
  reply = undefined;
  showContent(speak(catalogues).messages);
  reply = await callApi({ method: 'GET', path: '/api/openapi.json' });
  showContent(speak(catalogues).messages);
  goToFragment();
};

/** The button that was pressed is gone by then. */
const retry = async (): Promise<void> => {
  await load();
  findById('heading').focus();
};

show();
void load();
