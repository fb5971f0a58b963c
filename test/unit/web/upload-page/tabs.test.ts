import { describe, expect, test } from '@jest/globals';
import { createDraftDesk, type DraftDesk } from '../../../../web/pages/upload/drafts/draft-desk.ts';
import type { PageStorage } from '../../../../web/pages/upload/drafts/kept-items.ts';
import { createTabName } from '../../../../web/pages/upload/drafts/tab-name.ts';
import { emptyDraft } from '../../../../web/pages/upload/model.ts';
import { memoryStorage, openStore, tabName } from './builders.ts';

/** Tabs of one browser: each hears what the others change in the storage, as browsers tell it. */
const openBrowser = () => {
  const items = memoryStorage();
  const tabs = new Map<object, DraftDesk>();
  let now = 0;
  const storageOf = (tab: object): PageStorage => {
    const tell = (key: string): void => {
      for (const [one, desk] of tabs) if (one !== tab) desk.keepAfter(key);
    };
    return {
      get length() {
        return items.length;
      },
      key: items.key,
      getItem: items.getItem,
      setItem: (key, value) => {
        const isNew = items.getItem(key) !== value;
        items.setItem(key, value);
        if (isNew) tell(key);
      },
      removeItem: (key) => {
        const isThere = items.getItem(key) !== null;
        items.removeItem(key);
        if (isThere) tell(key);
      },
    };
  };
  /** Opens a tab, or with the name that one had, loads that one again. */
  const open = (name: string) => {
    const tab = {};
    now += 1;
    const store = openStore(storageOf(tab), () => now, tabName(name));
    const desk = createDraftDesk({ store, person: 'user-1', setTimer: () => () => undefined });
    tabs.set(tab, desk);
    const read = () => desk.of('account-1').draft.title;
    read();
    return {
      read,
      type: (title: string) => {
        now += 1;
        desk.change('account-1', { title });
        desk.flush();
      },
      publish: () => desk.clear('account-1'),
      /** Stores what it still has to, as it does a moment later. */
      settle: desk.flush,
      /** The tab is gone, without a last word. */
      crash: () => void tabs.delete(tab),
    };
  };
  return { open };
};

describe('two tabs of one user', () => {
  test('keep what was typed apart, over a crash and a reload of either', () => {
    const { open } = openBrowser();
    const [one, other] = [open('a'), open('b')];
    one.type('Of the first');
    other.type('Of the second');

    one.crash();
    other.crash();

    expect([open('a').read(), open('b').read()]).toEqual(['Of the first', 'Of the second']);
  });

  test('lose nothing of one another when one of them publishes', () => {
    const { open } = openBrowser();
    const [one, other] = [open('a'), open('b')];
    one.type('Of the first');
    other.type('Of the second');

    other.publish();
    one.crash();

    expect(open('a').read()).toBe('Of the first');
  });

  test('keep what both show, when the second began with the text of the first and published it', () => {
    const { open } = openBrowser();
    const one = open('a');
    one.type('Of the first');
    const other = open('b');
    const begun = other.read();
    other.type('Of the first, and more');
    other.publish();
    one.settle();

    one.crash();

    expect(begun).toBe('Of the first');
    expect(open('c').read()).toBe('Of the first');
  });

  test('that were one before it was duplicated part ways once either types', () => {
    const { open } = openBrowser();
    const one = open('a');
    one.type('Of both');
    const duplicate = open('a');
    one.type('Of the first');
    duplicate.type('Of the duplicate');

    one.publish();
    duplicate.crash();

    expect(open('c').read()).toBe('Of the duplicate');
  });
});

describe('a tab that is gone', () => {
  test('leaves its text to the next one, whose it is then', () => {
    const { open } = openBrowser();
    const gone = open('a');
    gone.type('Of the first');
    gone.crash();
    const next = open('b');
    const begun = next.read();
    next.type('Of the first, and more');

    next.publish();
    next.crash();

    expect(begun).toBe('Of the first');
    expect(open('c').read()).toBe(emptyDraft.title);
  });

  test('leaves what is newest first, and the older after that', () => {
    const { open } = openBrowser();
    const [older, newer] = [open('a'), open('b')];
    older.type('The older');
    newer.type('The newer');
    for (const tab of [older, newer]) tab.crash();
    const next = open('c');
    const first = next.read();
    next.publish();
    next.crash();

    expect(first).toBe('The newer');
    expect(open('d').read()).toBe('The older');
  });
});

describe('the name of a tab', () => {
  test('lasts over a reload, and as long as the page where the browser refuses to store', () => {
    const storage = memoryStorage();
    let made = 0;
    const createId = () => {
      made += 1;
      return `id-${made}`;
    };
    const first = createTabName(() => storage, createId).read();
    const reloaded = createTabName(() => storage, createId);
    const refused = createTabName(() => {
      throw new Error('The browser refuses.');
    }, createId);

    const names = [reloaded.read(), refused.read(), refused.read()];
    reloaded.renew();

    expect([first, ...names]).toEqual(['id-1', 'id-1', 'id-2', 'id-2']);
    expect(reloaded.read()).toBe('id-3');
    expect(storage.getItem('creator-connect.tab')).toBe('id-3');
  });
});
