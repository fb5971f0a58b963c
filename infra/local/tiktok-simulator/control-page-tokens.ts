import type { Control } from './control.ts';
import { maskToken } from './control-views.ts';
import type { CurrentTokens, WorkingToken } from './current-tokens.ts';
import { html, type Markup } from './html.ts';
import { badge, formatDateTime } from './page-parts.ts';
import type { TokenCallCounts } from './token-traffic.ts';

/** The current tokens of the creators who connected last, never whole, and what their token calls met. */
export function renderTokens(control: Control, rowsShown: number): Markup {
  const tokens = control.listTokens().slice(-rowsShown).reverse();
  if (tokens.length === 0) return html`<p class="empty">Nobody has connected.</p>`;
  return html`<table>
<thead><tr><th scope="col">Creator</th><th scope="col">Refresh token</th><th scope="col">Newest access token</th><th scope="col">Refreshes</th><th scope="col">Refresh calls</th><th scope="col">Refused</th><th scope="col">Faults</th><th scope="col">Most in flight</th></tr></thead>
<tbody>${tokens.map((current) => renderRow(current, control.countTokenCalls(current.openId)))}</tbody>
<tfoot>${renderTotal(control.countTokenCalls())}</tfoot></table>`;
}

function renderRow(current: CurrentTokens, calls: TokenCallCounts): Markup {
  return html`<tr>
<td>${current.username === null ? '–' : `@${current.username}`} <small><code>${current.openId}</code></small></td>
<td>${current.refreshTokens.length === 0 ? badge('none', 'warn') : current.refreshTokens.map(renderToken)}</td>
<td>${current.accessTokens.length === 0 ? badge('none', 'warn') : current.accessTokens.slice(-1).map(renderToken)}</td>
<td class="number">${current.refreshes}</td>
${renderCounts(calls)}
</tr>`;
}

function renderTotal(calls: TokenCallCounts): Markup {
  return html`<tr><th scope="row" colspan="3">All, strangers’ too</th><td class="number">${calls.refreshed}</td>${renderCounts(calls)}</tr>`;
}

function renderCounts(calls: TokenCallCounts): Markup {
  return html`${[calls.refreshCalls, calls.refused, calls.struck, calls.maxInFlight].map(
    (count) => html`<td class="number">${count}</td>`,
  )}`;
}

function renderToken({ token, expiresAt }: WorkingToken): Markup {
  return html`<code>${maskToken(token)}</code> <small>until ${formatDateTime(expiresAt)}</small> `;
}
