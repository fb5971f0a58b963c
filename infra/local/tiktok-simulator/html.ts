import type { Answer } from './http.ts';

/** Markup that is safe to put into a page as it is. */
export interface Markup {
  readonly markup: string;
}

type Content = Markup | string | number | null | undefined | false | readonly Content[];

/** A template for markup: every value is escaped unless it is markup itself. */
export function html(texts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return {
    markup: texts.map((text, index) => text + render(values[index])).join(''),
  };
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (isList(value)) return value.map(render).join('');
  return typeof value === 'object' ? value.markup : escapeText(String(value));
}

function isList(value: Content): value is readonly Content[] {
  return Array.isArray(value);
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

interface Page {
  readonly status?: number;
  readonly title: string;
  readonly body: Markup;
  /** Where forms of the page may lead besides the simulator; browsers apply this to redirects as well. */
  readonly formTargets?: readonly string[];
  /** Files that the simulator serves besides the shared style sheet. */
  readonly style?: string;
  readonly script?: string;
}

/** A whole page with the simulator's own style sheet and a policy that lets nothing foreign in. */
export function answerPage({ status = 200, title, body, formTargets = [], style, script }: Page): Answer {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_simulator/pages.css">
${style !== undefined && html`<link rel="stylesheet" href="/_simulator/${style}">`}
${script !== undefined && html`<script src="/_simulator/${script}" defer></script>`}
</head>
<body>${body}</body>
</html>`;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    },
    body: Buffer.from(page.markup),
  };
}
