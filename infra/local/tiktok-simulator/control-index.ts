import { controlRoutes } from './control-routes.ts';
import { faultKinds } from './fault-input.ts';
import { answerPage, html } from './html.ts';
import { type Answer, answerJson } from './http.ts';
import { switchMeanings } from './switch-meanings.ts';
import { initialSwitches, switchChoices } from './switches.ts';

/** The index of the control API, as a page for people or as JSON. */
export function renderApiIndex(asPage: boolean): Answer {
  const routes = controlRoutes.map(({ method, path, summary }) => ({
    method,
    path: `/_simulator/api${path}`,
    summary,
  }));
  if (!asPage)
    return answerJson(200, {
      routes,
      faultKinds,
      switches: describeSwitches(),
    });
  const body = html`<main class="page">
<p class="brand">TikTok simulator</p>
<h1>Control API</h1>
<p>JSON in and out; a body needs the content type <code>application/json</code>. Bad input answers 400 with
<code>{"error": "…"}</code>. <a href="/_simulator">Back to the control page</a></p>
<section class="card"><h2>Operations</h2><div class="scroll"><table>
<thead><tr><th scope="col">Operation</th><th scope="col">What it does</th></tr></thead>
<tbody>${routes.map(
    ({ method, path, summary }) => html`<tr><td><code>${method} ${path}</code></td><td>${summary}</td></tr>`,
  )}</tbody></table></div></section>
<section class="card"><h2>Kinds of faults</h2><p>${faultKinds.map((kind) => html`<code>${kind}</code> `)}</p></section>
</main>`;
  return answerPage({ title: 'Control API · TikTok simulator', body });
}

function describeSwitches(): unknown[] {
  const choices: Readonly<Record<string, readonly string[]>> = switchChoices;
  return Object.entries(initialSwitches()).map(([name, initial]) => ({
    name,
    initial,
    ...(Object.hasOwn(choices, name) ? { choices: choices[name] } : {}),
    meaning: Object.entries(switchMeanings).find(([key]) => key === name)?.[1].text,
  }));
}
