import { html, type Markup } from './html.ts';

/** A short state, with a tone that the style sheet colours. */
export function badge(text: string, tone: 'good' | 'warn' | 'plain' = 'plain'): Markup {
  return html`<span class="badge ${tone}">${text}</span>`;
}

/** The options of a select as value and label, one of them selected. */
export function options(choices: readonly (readonly [string, string])[], selected?: string): Markup {
  return html`${choices.map(
    ([value, label]) =>
      html`<option value="${value}"${value === selected && html` selected`}>${label}</option>`,
  )}`;
}

/** The time of day in UTC, with the whole date for those who point at it. */
export function formatTime(timeMs: number): Markup {
  const iso = new Date(timeMs).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(11, 19)}</time>`;
}

/** Date and time in UTC to the minute. */
export function formatDateTime(timeMs: number): Markup {
  const iso = new Date(timeMs).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 16).replace('T', ' ')}</time>`;
}
