import type { Browser, Page, Request } from 'playwright-core';

/** Where to look for something on a page: within the document, or in the shadow tree of an element of it. */
export interface Place {
  readonly host?: string;
  readonly selector: string;
}

/** What a page is loaded for. */
export interface Visit {
  readonly address: string;
  /** The first of use: a heading and the place of what is on its way. */
  readonly first: Place;
  /** What the page is opened for. */
  readonly data: Place;
}

export interface Loaded {
  readonly path: string;
  readonly kind: 'document' | 'script' | 'stylesheet' | 'image' | 'api' | 'other';
  /** As it came over the wire: compressed, without headers. */
  readonly bytes: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface PageLoad {
  readonly page: Page;
  readonly loaded: readonly Loaded[];
  /** Milliseconds since 1970, as the times of what was loaded. */
  readonly firstAt: number;
  readonly dataAt: number;
  readonly shifts: readonly Shift[];
}

export interface Shift {
  readonly at: number;
  /** Its part of the cumulative layout shift. */
  readonly value: number;
  /** What moved, and where to. */
  readonly moved: readonly string[];
}

/** So long the API is held back: what keeps its place is seen, and everything that loads beside it has come. */
const heldBackMs = 700;

/** Runs in the page, before anything of its own: notes when each place is there, and every layout shift. */
const observe = (places: Readonly<Record<'first' | 'data', Place>>): void => {
  const notes: Notes = { marks: {}, shifts: [] };
  Reflect.set(window, 'auditNotes', notes);
  const find = ({ host, selector }: Place): Element | null =>
    host === undefined
      ? document.querySelector(selector)
      : (document.querySelector(host)?.shadowRoot?.querySelector(selector) ?? null);
  const look = (): void => {
    for (const name of ['first', 'data'] as const) {
      if (notes.marks[name] === undefined && find(places[name]) !== null)
        notes.marks[name] = performance.timeOrigin + performance.now();
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (Reflect.get(entry, 'hadRecentInput') === true) continue;
      const moved = [...Reflect.get(entry, 'sources')].map(
        ({ node, previousRect: from, currentRect: to }) => {
          const name = node instanceof Element ? `${node.localName}.${node.className}` : `${node?.nodeName}`;
          return `${name}: ${from.y} + ${from.height} to ${to.y} + ${to.height}`;
        },
      );
      notes.shifts.push({
        at: performance.timeOrigin + entry.startTime,
        value: Number(Reflect.get(entry, 'value')),
        moved,
      });
    }
  }).observe({ type: 'layout-shift', buffered: true });
};

interface Notes {
  readonly marks: { first?: number; data?: number };
  readonly shifts: Shift[];
}

const kinds: Readonly<Record<string, Loaded['kind']>> = {
  document: 'document',
  script: 'script',
  stylesheet: 'stylesheet',
  image: 'image',
};

const measure = async (request: Request): Promise<Weighed> => {
  const { pathname } = new URL(request.url());
  return {
    url: request.url(),
    kind: pathname.startsWith('/api/') ? 'api' : (kinds[request.resourceType()] ?? 'other'),
    bytes: (await request.sizes()).responseBodySize,
  };
};

type Weighed = Pick<Loaded, 'kind' | 'bytes'> & { readonly url: string };
type Timed = Pick<Loaded, 'startedAt' | 'endedAt'> & { readonly url: string };

/** When all that the page loaded came, by its own clock, which its marks are of too. */
const readTimes = (): Timed[] =>
  [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
    (entry) => ({
      url: entry.name,
      startedAt: performance.timeOrigin + entry.startTime,
      endedAt: performance.timeOrigin + Number(Reflect.get(entry, 'responseEnd')),
    }),
  );

/** The page does not know what came over the wire, nor the browser's driver exactly when. */
const join = (weighed: readonly Weighed[], timed: readonly Timed[]): Loaded[] =>
  timed.map(({ url, startedAt, endedAt }) => {
    const found = weighed.find((one) => withoutHash(one.url) === withoutHash(url));
    const { pathname } = new URL(url);
    return { path: pathname, kind: found?.kind ?? 'other', bytes: found?.bytes ?? 0, startedAt, endedAt };
  });

const withoutHash = (url: string): string => url.replace(/#.*$/, '');

/** Loads a page with nothing kept from before, and with an API that takes its time. */
export const loadPage = async (browser: Browser, { address, first, data }: Visit): Promise<PageLoad> => {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1000, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const measured: Promise<Weighed>[] = [];
  page.on('requestfinished', (request) => void measured.push(measure(request)));
  await page.route('**/api/**', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, heldBackMs));
    await route.continue();
  });
  await page.addInitScript(observe, { first, data });
  await page.goto(address);
  const read = () => page.evaluate<Notes>(() => Reflect.get(window, 'auditNotes'));
  await page.waitForFunction(() => Reflect.get(window, 'auditNotes').marks.data !== undefined);
  await page.waitForLoadState('networkidle');
  // Shifts are told after the frame that they were in.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const { marks, shifts } = await read();
  return {
    page,
    loaded: join(await Promise.all(measured), await page.evaluate(readTimes)),
    firstAt: marks.first ?? Number.NaN,
    dataAt: marks.data ?? Number.NaN,
    shifts,
  };
};
