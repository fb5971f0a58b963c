import { describe, expect, test } from '@jest/globals';
import { createDraftDesk } from '../../../../web/pages/upload/drafts/draft-desk.ts';
import { createDraftStore } from '../../../../web/pages/upload/drafts/draft-store.ts';
import { draftOfText, readDraftText, textOfDraft } from '../../../../web/pages/upload/drafts/draft-text.ts';
import type { PageStorage } from '../../../../web/pages/upload/drafts/kept-items.ts';
import { type Draft, emptyDraft } from '../../../../web/pages/upload/model.ts';
import { createSubmissionStore } from '../../../../web/pages/upload/sending/submission-store.ts';
import { draftText, memoryStorage, openStore, pending, tabName } from './builders.ts';

const name = { person: 'user-1', accountId: 'account-1' };
const dayMs = 24 * 3_600_000;

const keepOne = () => {
  const storage = memoryStorage();
  return () => storage;
};

const refusingStorage = (): PageStorage => {
  throw new Error('The browser refuses.');
};

describe('the text of a draft', () => {
  const decided: Draft = {
    ...emptyDraft,
    ...draftText(),
    privacyLevel: 'SELF_ONLY',
    allowComment: true,
    allowDuet: true,
    allowStitch: true,
    discloses: true,
    yourBrand: true,
    brandedContent: true,
    isAiGenerated: true,
    autoAddMusic: true,
  };

  test('holds what was typed and nothing that TikTok wants chosen by hand each time', () => {
    expect(draftOfText(textOfDraft(decided))).toEqual({ ...emptyDraft, ...draftText() });
  });

  test.each([
    undefined,
    'text',
    {},
    { ...draftText(), photoUrls: [] },
    { ...draftText(), coverIndex: -1 },
    { ...draftText(), title: 7 },
    { ...draftText(), mode: 'later' },
  ])('is not read from what is none: %p', (value) => {
    expect(readDraftText(value)).toBeUndefined();
  });

  test('is read without the fields that do not belong to it', () => {
    expect(readDraftText({ ...decided, stranger: 1 })).toEqual(draftText());
  });
});

describe('the store of drafts', () => {
  test('gives a draft back to its user and account alone, also to a later page', () => {
    const storage = memoryStorage();
    openStore(storage).write(name, draftText());

    const later = openStore(storage, () => dayMs);

    expect(later.read(name)).toEqual(draftText());
    expect(later.read({ ...name, accountId: 'account-2' })).toBeUndefined();
    expect(later.read({ ...name, person: 'user-2' })).toBeUndefined();
  });

  test('takes no name for another, whatever characters ids hold', () => {
    const store = openStore(memoryStorage());
    store.write({ person: 'a/b', accountId: 'c' }, draftText());

    expect(store.read({ person: 'a', accountId: 'b/c' })).toBeUndefined();
  });

  test('forgets after two days, and leaves nothing in the storage', () => {
    const storage = memoryStorage();
    openStore(storage).write(name, draftText());

    const later = openStore(storage, () => 2 * dayMs);

    expect(later.read(name)).toBeUndefined();
    expect(storage.length).toBe(0);
  });

  test('keeps no form in which nothing is typed', () => {
    const storage = memoryStorage();
    const store = openStore(storage);
    store.write(name, draftText());

    store.write(name, textOfDraft(emptyDraft));

    expect(storage.length).toBe(0);
  });

  test('keeps the text of a sent post for its user, by its id, until it is forgotten', () => {
    const store = openStore(memoryStorage());
    store.writeSent('user-1', 'post-1', draftText());
    const before = store.readSent('user-1', 'post-1');
    const ofAnother = store.readSent('user-2', 'post-1');

    store.forgetSent('user-1', 'post-1');

    expect(before).toEqual(draftText());
    expect([ofAnother, store.readSent('user-1', 'post-1')]).toEqual([undefined, undefined]);
  });

  test('lasts as long as the page where the browser refuses to store', () => {
    const store = createDraftStore({ openStorage: refusingStorage, tab: tabName('tab-1'), clock: () => 0 });

    store.write(name, draftText());

    expect(store.read(name)).toEqual(draftText());
  });
});

describe('the drafts of a page', () => {
  const open = (storage = memoryStorage()) => {
    const timers: (() => void)[] = [];
    const store = openStore(storage);
    const desk = createDraftDesk({
      store,
      person: 'user-1',
      setTimer: (callBack) => {
        timers.push(callBack);
        return () => void timers.splice(timers.indexOf(callBack), 1);
      },
    });
    return { desk, store, timers };
  };

  test('are stored when typing pauses, once', () => {
    const { desk, store, timers } = open();
    desk.change('account-1', { title: 'A' });
    desk.change('account-1', { title: 'A walk' });
    const [before, running] = [store.read(name), [...timers]];

    for (const timer of running) timer();

    expect(before).toBeUndefined();
    expect(running.length).toBe(1);
    expect(store.read(name)?.title).toBe('A walk');
  });

  test('are stored when the page goes, and are back on the next one without their choices', () => {
    const storage = memoryStorage();
    const { desk } = open(storage);
    desk.change('account-1', { title: 'A walk', privacyLevel: 'SELF_ONLY', allowComment: true });

    desk.flush();

    const { desk: next } = open(storage);
    expect(next.of('account-1')).toEqual({ draft: { ...emptyDraft, title: 'A walk' }, wasRestored: true });
  });

  test('of an account without one begin with the text on the page, and change no other', () => {
    const { desk } = open();
    desk.change('account-1', { title: 'A walk', privacyLevel: 'SELF_ONLY' });

    const other = desk.of('account-2').draft;
    desk.change('account-2', { title: 'Another' });

    expect(other).toEqual({ ...emptyDraft, title: 'A walk' });
    expect(desk.of('account-1').draft).toMatchObject({ title: 'A walk', privacyLevel: 'SELF_ONLY' });
  });

  test('that were not touched are not written again, so that another tab’s word stands', () => {
    const storage = memoryStorage();
    openStore(storage).write(name, draftText());
    const { desk, store } = open(storage);
    desk.of('account-1');
    store.forget(name);

    desk.flush();

    expect(store.read(name)).toBeUndefined();
  });

  test.each([
    ['nothing was typed', {}, false],
    ['the same was typed', { ...draftText(), privacyLevel: 'SELF_ONLY' }, false],
    ['something else was typed', { title: 'A later post' }, true],
  ])('say whether a text would replace another: %s', (_, typed, hasOther) => {
    const storage = memoryStorage();
    const { desk } = open(storage);
    desk.change('account-1', typed);
    desk.flush();

    expect(desk.hasOther('account-1', draftText())).toBe(hasOther);
    expect(open(storage).desk.hasOther('account-1', draftText())).toBe(hasOther);
  });

  test('of a post that was taken are cleared, unless something else was typed since', () => {
    const { desk } = open();
    desk.change('account-1', { title: 'A later post' });
    desk.change('account-2', draftText());

    const cleared = ['account-1', 'account-2'].map((accountId) => desk.clearIfSame(accountId, draftText()));

    expect(cleared).toEqual([false, true]);
    expect(desk.of('account-1').draft.title).toBe('A later post');
    expect(desk.of('account-2').draft).toEqual(emptyDraft);
  });

  test('that were cleared do not come back', () => {
    const { desk, store } = open();
    desk.change('account-1', { title: 'A walk' });

    desk.clear('account-1');
    desk.flush();

    expect(desk.of('account-1').draft).toEqual(emptyDraft);
    expect(store.read(name)).toBeUndefined();
  });
});

describe('the store of posts whose answer is open', () => {
  test('keeps those of two tabs apart, the older first, and each user’s to itself', () => {
    const storage = memoryStorage();
    const [one, other] = [0, 1].map(() =>
      createSubmissionStore(
        () => storage,
        () => 0,
      ),
    );
    one?.write('user-1', pending({ key: 'b', pressedAt: 2 }));
    other?.write('user-1', pending({ key: 'a', pressedAt: 1 }));
    other?.write('user-2', pending({ key: 'c' }));

    const listed = one?.list('user-1').map(({ key }) => key);
    other?.forget('user-1', 'b');

    expect(listed).toEqual(['a', 'b']);
    expect(one?.list('user-1')).toEqual([pending({ key: 'a', pressedAt: 1 })]);
  });

  test('gives back the body to the letter, since the API compares it', () => {
    const store = createSubmissionStore(keepOne(), () => 0);
    const body = { ...pending().body, post: { title: 'Zoë\u2028"\\' } };

    store.write('user-1', pending({ body }));

    expect(JSON.stringify(store.list('user-1')[0]?.body)).toBe(JSON.stringify(body));
  });

  test('takes nothing that is no such post', () => {
    const storage = memoryStorage();
    storage.setItem('creator-connect.sending.user-1/x', JSON.stringify({ savedAt: 0, value: { key: 'x' } }));
    storage.setItem('creator-connect.sending.user-1/y', 'no JSON');

    expect(
      createSubmissionStore(
        () => storage,
        () => 0,
      ).list('user-1'),
    ).toEqual([]);
  });
});
