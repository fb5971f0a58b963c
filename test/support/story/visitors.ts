import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/** Somebody at a browser of their own: no cookie and nothing stored is shared with another. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Lets pass what this test brings about itself, such as the browser's line about a refused request. */
  forgive(pattern: RegExp): void;
}

export type VisitorWish = Pick<BrowserContextOptions, 'locale' | 'colorScheme' | 'viewport' | 'timezoneId'>;

export interface Visitors {
  open(wish?: VisitorWish): Promise<Visitor>;
  /**
   * Closes all browsers of this test. Throws what their consoles held: errors and warnings, uncaught exceptions, and what
   * the Content-Security-Policy stopped.
   */
  leave(): Promise<void>;
}

interface Watched extends Visitor {
  readonly complaints: string[];
  readonly forgiven: RegExp[];
}

const watch = (context: BrowserContext, page: Page): Watched => {
  const complaints: string[] = [];
  const forgiven: RegExp[] = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complaints.push(`${error.error().stack ?? error.error().message}`));
  return { context, page, complaints, forgiven, forgive: (pattern) => void forgiven.push(pattern) };
};

/** The visitors of one test after the other. Without a wish: English, light, a desktop, motion reduced. */
export const createVisitors = (browser: () => Browser): Visitors => {
  const present: Watched[] = [];
  return {
    open: async (wish = {}) => {
      const context = await browser().newContext({
        locale: 'en-GB',
        timezoneId: 'UTC',
        colorScheme: 'light',
        viewport: { width: 1100, height: 900 },
        reducedMotion: 'reduce',
        ...wish,
      });
      context.setDefaultTimeout(60_000);
      const visitor = watch(context, await context.newPage());
      present.push(visitor);
      return visitor;
    },
    leave: async () => {
      const left = present.splice(0);
      const heard = left.flatMap(({ complaints, forgiven }) =>
        complaints.filter((line) => !forgiven.some((pattern) => pattern.test(line))),
      );
      await Promise.all(left.map(({ context }) => context.close()));
      if (heard.length > 0) throw new Error(`The browser's console held:\n${heard.join('\n')}`);
    },
  };
};
