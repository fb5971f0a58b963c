import { themes } from './client/choices.ts';
import { fillText } from './client/fill-text.ts';
import { type Language, languages } from './client/language.ts';
import { catalogues, type Messages } from './client/messages.ts';
import { crmUsers, findUser } from './users.ts';

export interface PageGiven {
  /** Of Creator Connect, without a slash at the end. */
  readonly siteUrl: string;
  /** The simulator's control page; undefined with TikTok itself. */
  readonly simulatorUrl: string | undefined;
  readonly language: Language;
  /** The id that the address names. */
  readonly userId: string | null;
}

const languageNames: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français' };

/**
 * The page in the language of the browser; its script takes over from there. The widget's script is the second one: the
 * page listens by then for whether it came.
 */
export const renderPage = ({ siteUrl, simulatorUrl, language, userId }: PageGiven): string => {
  const user = findUser(userId) ?? crmUsers[0];
  const other = crmUsers.find(({ id }) => id !== user.id)?.name ?? '';
  const values = { user: user.name, other, site: siteUrl };
  const say = (key: keyof Messages): string => escapeHtml(fillText(catalogues[language][key], values));
  const text = (tag: string, key: keyof Messages, attributes = ''): string =>
    `<${tag}${attributes} data-text="${key}">${say(key)}</${tag}>`;
  const site = escapeHtml(siteUrl);
  const code = (label: string, lines: string): string =>
    `<pre tabindex="0" role="region" aria-label="${label}"><code>${escapeHtml(lines)}</code></pre>`;
  return `<!doctype html>
<html lang="${language}" data-site="${site}" data-theme="auto">
<head>
<meta charset="utf-8">
${text('title', 'title')}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="/icon.svg">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
<!-- This line and the element (place-widget.ts) are all that a CRM's page needs. -->
<script type="module" id="widget-script" src="${site}/widget/creator-connect-widget.js"></script>
</head>
<body>
<header class="bar">
<a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28">Larkspur CRM</a>
${text('span', 'demo', ' class="badge"')}
<div class="switches">
<fieldset class="users">${text('legend', 'signedIn')}${crmUsers
    .map(
      ({ id, name }) =>
        `<label><input type="radio" name="user" value="${id}"${id === user.id ? ' checked' : ''}><span>${name}</span></label>`,
    )
    .join('')}</fieldset>
<label>${text('span', 'language')}<select id="language">${languages
    .map(
      (one) =>
        `<option value="${one}" lang="${one}"${one === language ? ' selected' : ''}>${languageNames[one]}</option>`,
    )
    .join('')}</select></label>
<label>${text('span', 'theme')}<select id="theme">${themes
    .map((one) => text('option', one, ` value="${one}"`))
    .join('')}</select></label>
</div>
</header>
<main>
<noscript>${text('p', 'withoutScript', ' class="trouble"')}</noscript>
<div class="intro">
${text('h1', 'greeting')}
${text('p', 'lead', ' class="lead"')}
<div class="told">
<p id="done" class="done" role="status"></p>
<p id="trouble" class="trouble" role="alert"></p>
</div>
</div>
<div class="columns">
<div class="column">
<div id="widget">
${text('p', 'widgetLoading', ' id="widget-loading" class="card soft"')}
<div id="widget-missing" class="card" hidden>${text('p', 'widgetMissing', ' class="trouble"')}
${text('button', 'reload', ' type="button" id="reload"')}</div>
</div>
${text('p', 'ownOnly', ' class="soft"')}
</div>
<div class="column">
<section class="card" aria-labelledby="shortcuts">
${text('h2', 'shortcuts', ' id="shortcuts"')}
${text('button', 'upload', ' type="button" id="upload" class="primary"')}
${text('button', 'connect', ' type="button" id="connect"')}
${text('p', 'shortcutsNote', ' class="soft"')}
</section>
<section class="card" aria-labelledby="today">
${text('h2', 'today', ' id="today"')}
<ul class="tasks">${(['task1', 'task2', 'task3'] as const)
    .map((task) => `<li>${text('span', task)}${text('small', `${task}Due`)}</li>`)
    .join('')}</ul>
${text('p', 'sample', ' class="soft"')}
</section>
</div>
</div>
<section class="card" aria-labelledby="how">
${text('h2', 'how', ' id="how"')}
<ol class="steps">
<li>${text('p', 'howScript')}
${code(
  'HTML',
  `<script type="module" src="${siteUrl}/widget/creator-connect-widget.js"></script>
<creator-connect-widget></creator-connect-widget>`,
)}</li>
<li>${text('p', 'howToken')}
${code(
  'JavaScript',
  `const widget = document.querySelector('creator-connect-widget');
widget.getToken = async () => {
  const response = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: '${user.id}', for: 'widget' }),
  });
  return (await response.json()).token;
};`,
)}</li>
<li>${text('p', 'howServer')}
${code(
  'HTTP',
  `POST ${siteUrl}/api/sessions
Authorization: Bearer <JWT, aud creator-connect, scope admin>

{"userId": "${user.id}", "returnTo": "…"}`,
)}</li>
</ol>
</section>
</main>
<footer>${[
    link(`${siteUrl}/`, text('span', 'website')),
    link(`${siteUrl}/docs`, text('span', 'documentation')),
    ...(simulatorUrl === undefined ? [] : [link(simulatorUrl, text('span', 'simulator'))]),
  ].join(' ')}</footer>
</body>
</html>
`;
};

const link = (address: string, inner: string): string => `<a href="${escapeHtml(address)}">${inner}</a>`;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
