import { type Child, element } from '../../dom/element.ts';
import type { DocsMessages } from './messages.ts';
import type { ApiDocument, Operation, Reply } from './read-document.ts';
import { renderFields, renderInline, renderProse } from './render-fields.ts';

const renderMethod = (method: string): HTMLElement =>
  element('span', { class: `method ${method.toLowerCase()}` }, method);

const renderPart = (title: string, ...content: readonly Child[]): HTMLElement =>
  element('section', { class: 'part' }, element('h3', {}, title), ...content);

/** One reply; a problem is told by its codes alone, since its form is told once for all. */
const renderReply = (reply: Reply, messages: DocsMessages): HTMLElement => {
  const head = [
    element('span', { class: `status s${reply.status.charAt(0)}` }, reply.status),
    renderInline(reply.description),
  ];
  const headers = reply.headers.flatMap((name) => [' ', element('code', {}, name)]);
  if (reply.isProblem || (headers.length === 0 && reply.fields.length === 0))
    return element('div', { class: 'reply' }, element('p', { class: 'reply-head' }, ...head));
  return element(
    'details',
    { class: 'reply' },
    element('summary', {}, ...head),
    headers.length === 0 ? undefined : element('p', { class: 'soft' }, messages.headers, ...headers),
    renderFields(reply.fields, messages),
  );
};

const renderReplies = (title: string, replies: readonly Reply[], messages: DocsMessages) =>
  replies.length === 0
    ? undefined
    : renderPart(title, ...replies.map((reply) => renderReply(reply, messages)));

const renderAccess = ({ access, scopes }: Operation, messages: DocsMessages): HTMLElement => {
  if (access.length === 0) return element('p', { class: 'soft' }, messages.open);
  const words = (names: readonly string[]) => names.flatMap((name) => [' ', element('code', {}, name)]);
  const scoped = scopes.length === 0 ? [] : [` · ${messages.scope}`, ...words(scopes)];
  return element('p', { class: 'soft' }, messages.access, ...words(access), ...scoped);
};

const renderOperation = (operation: Operation, messages: DocsMessages): HTMLElement => {
  const { parameters, body, replies } = operation;
  const fields = (title: string, rows: typeof parameters | typeof body) =>
    rows.length === 0 ? undefined : renderPart(title, renderFields(rows, messages));
  return element(
    'section',
    {
      class: 'card operation',
      id: operation.id,
      tabindex: '-1',
      'aria-labelledby': `${operation.id}--title`,
    },
    element('h2', { id: `${operation.id}--title`, lang: 'en' }, operation.summary || operation.id),
    element('p', { class: 'route' }, renderMethod(operation.method), element('code', {}, operation.path)),
    renderAccess(operation, messages),
    ...(operation.description === undefined ? [] : renderProse(operation.description)),
    fields(messages.parameters, parameters),
    fields(messages.body, body),
    renderReplies(
      messages.replies,
      replies.filter(({ isProblem }) => !isProblem),
      messages,
    ),
    renderReplies(
      messages.problems,
      replies.filter(({ isProblem }) => isProblem),
      messages,
    ),
  );
};

const renderNavigation = ({ operations }: ApiDocument, messages: DocsMessages): HTMLElement =>
  element(
    'nav',
    { 'aria-label': messages.routes },
    element(
      'ul',
      {},
      ...operations.map(({ id, method, path }) =>
        element(
          'li',
          {},
          element(
            'a',
            { href: `#${encodeURIComponent(id)}` },
            renderMethod(method),
            element('span', {}, path),
          ),
        ),
      ),
    ),
  );

const renderAuthentication = ({ schemes }: ApiDocument, messages: DocsMessages) =>
  schemes.length === 0
    ? undefined
    : element(
        'section',
        { class: 'card' },
        element('h2', {}, messages.authentication),
        ...schemes.flatMap(({ name, description }) => [
          element('h3', {}, element('code', {}, name)),
          ...renderProse(description),
        ]),
      );

const renderProblemDocument = ({ problemFields }: ApiDocument, messages: DocsMessages) =>
  problemFields.length === 0
    ? undefined
    : element(
        'section',
        { class: 'card' },
        element('h2', {}, messages.problemDocument),
        element('p', {}, messages.problemIntro),
        renderFields(problemFields, messages),
      );

/** The whole document: what it is, how to be let in, then each route. */
export const renderDocument = (api: ApiDocument, messages: DocsMessages): readonly HTMLElement[] => [
  renderNavigation(api, messages),
  element(
    'div',
    { class: 'operations' },
    element(
      'section',
      { class: 'about' },
      element(
        'p',
        { class: 'soft' },
        `${messages.version(api.version)} · `,
        element('a', { href: '/api/openapi.json' }, messages.source),
      ),
      ...(api.description === undefined ? [] : renderProse(api.description)),
    ),
    renderAuthentication(api, messages),
    ...api.operations.map((operation) => renderOperation(operation, messages)),
    renderProblemDocument(api, messages),
  ),
];
