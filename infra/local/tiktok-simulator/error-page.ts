import { answerPage, html } from './html.ts';
import type { Answer } from './http.ts';

/** TikTok's own error page for a request that it does not send back to the app; it names the bad item. */
export function renderErrorPage(status: number, item: string, description: string): Answer {
  const body = html`<main class="card narrow">
<p class="brand">TikTok simulator</p>
<h1>Something went wrong</h1>
<p>We couldn’t log in with TikTok. This may be due to specific app settings.</p>
<p>${description}</p>
<p>If you are the developer, correct the following and try again:</p>
<p><code class="item">${item}</code></p>
</main>`;
  return answerPage({
    status,
    title: `Something went wrong: ${item} · TikTok simulator`,
    body,
  });
}
