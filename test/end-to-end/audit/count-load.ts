import type { Loaded, PageLoad } from './page-load.ts';

const sum = (loaded: readonly Loaded[]): number => loaded.reduce((bytes, one) => bytes + one.bytes, 0);

/** What the HTML of a page names: its script, and all that this imports before it runs. */
export const readStaticScripts = (html: string): readonly string[] =>
  [...html.matchAll(/<link rel="modulepreload" href="([^"]+)"|<script type="module" src="([^"]+)"/g)].map(
    ([, preloaded, script]) => preloaded ?? script ?? '',
  );

/** The figures of one page. Bytes are compressed, as they came over the wire. */
export const countLoad = (
  { loaded, firstAt, dataAt, shifts }: PageLoad,
  staticScripts: readonly string[],
) => {
  const until = (time: number) => loaded.filter(({ endedAt }) => endedAt <= time);
  const scripts = loaded.filter(({ kind }) => kind === 'script');
  const initial = scripts.filter(({ path }) => staticScripts.includes(path));
  const lazy = scripts.filter(({ path }) => !staticScripts.includes(path));
  const initialEndedAt = Math.max(...initial.map(({ endedAt }) => endedAt));
  return {
    firstPaint: { requests: until(firstAt).length, bytes: sum(until(firstAt)) },
    data: { requests: until(dataAt).length, bytes: sum(until(dataAt)) },
    calls: loaded.filter(({ kind }) => kind === 'api').map(({ path }) => path),
    initialScripts: { requests: initial.length, bytes: sum(initial) },
    lazyScripts: {
      requests: lazy.length,
      bytes: sum(lazy),
      /** Whether the code that is needed first had come when any of them was asked for. */
      areAskedForLater: lazy.every(({ startedAt }) => startedAt >= initialEndedAt),
    },
    layoutShift: shifts.reduce((total, { value }) => total + value, 0),
    moved: shifts.flatMap(({ moved }) => moved),
  };
};

export type Figures = ReturnType<typeof countLoad>;
