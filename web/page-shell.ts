export interface PageShell {
  readonly title: string;
  readonly script: string;
  /** What the script imports, so that the browser asks for all of it at once. */
  readonly imports: readonly string[];
  readonly styleSheet: string;
  readonly icon: string;
  /** What a browser without scripts says, by language. */
  readonly withoutScript: Readonly<Record<string, string>>;
  /** Whether search engines may list the page. */
  readonly isPublic: boolean;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * React Aria adds a style element of its own unless the document has an element with this id; the content security policy
 * would refuse it. `design/base.css` has its one rule.
 */
const pressableStyleId = 'react-aria-pressable-style';

/** The HTML of a page: an empty frame that its script fills, in English until that knows better. Nothing is inline. */
export const renderPageShell = (page: PageShell): string => {
  const notes = Object.entries(page.withoutScript).map(
    ([language, text]) => `<p lang="${escapeHtml(language)}">${escapeHtml(text)}</p>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(page.title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
${page.isPublic ? '' : '<meta name="robots" content="noindex">\n'}<link rel="icon" type="image/svg+xml" href="${escapeHtml(page.icon)}">
<link rel="stylesheet" id="${pressableStyleId}" href="${escapeHtml(page.styleSheet)}">
${page.imports.map((path) => `<link rel="modulepreload" href="${escapeHtml(path)}">\n`).join('')}<script type="module" src="${escapeHtml(page.script)}"></script>
</head>
<body>
<div id="page"><noscript>${notes.join('')}</noscript></div>
</body>
</html>
`;
};
