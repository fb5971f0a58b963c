import { describe, expect, test } from '@jest/globals';
import { fingerprintOf } from '../../../../web/pages/upload/media/staging/fingerprint.ts';
import { waitFor } from '../../../support/wait-for.ts';
import {
  allParts,
  fileOf,
  gone,
  lastModified,
  mebibyte,
  openBrowser,
  openTab,
  remembered,
  sizeBytes,
} from './staged-file-world.ts';

const oldFile = fileOf('old.mp4');
const fingerprint = await fingerprintOf(oldFile);
const changedFile = new File([oldFile], 'old.mp4', { lastModified: lastModified + 1 });

describe('after a reload', () => {
  test('an upload that was cut off is told with what has arrived of it', async () => {
    const { store, log } = openTab(remembered({}));

    await store.open('ada');

    expect(store.state().interrupted).toEqual({ name: 'old.mp4', sizeBytes, storedBytes: 8 * mebibyte });
    expect(log).toEqual(['sign old']);
  });

  test('a file that is stored is there without being chosen or sent', async () => {
    const { store, log, kind } = openTab(remembered({ parts: allParts }));

    await store.open('ada');

    expect(kind()).toBe('staged');
    expect(log).toEqual(['complete old']);
  });

  test.each([
    ['cut off', undefined, 'sign'],
    ['complete', allParts, 'complete'],
  ] as const)('an upload that was %s and is gone is forgotten', async (_what, parts, call) => {
    const { store, keptIds, faults } = openTab(remembered({ parts }));
    faults[call] = gone;

    await store.open('ada');

    expect(store.state()).toMatchObject({ file: undefined, interrupted: undefined });
    expect(keptIds()).toEqual([]);
  });

  test('the file of an interrupted upload goes on with it, also of one that is not the newest', async () => {
    const { store, log, keptIds, transferOf } = openTab(remembered({}, { mediaId: 'older', fingerprint }));
    await store.open('ada');

    await store.choose(new File([oldFile], 'renamed.mp4', { lastModified }));

    expect((await transferOf(0)).mediaId).toBe('older');
    expect(log).not.toContain('create');
    expect(keptIds().toSorted()).toEqual(['old', 'older']);
  });

  test('another file takes its place only when that is wanted', async () => {
    const { store, log, keptIds, transferOf } = openTab(remembered({}));
    await store.open('ada');

    await store.choose(fileOf('new.mp4'));
    const { asking } = store.state();
    store.answer('keep');
    const declined = store.state();
    await store.choose(fileOf('new.mp4'));
    store.answer('replace');
    await transferOf(0);

    expect(asking).toBe('other');
    expect([declined.file, declined.asking, declined.interrupted?.name]).toEqual([
      undefined,
      undefined,
      'old.mp4',
    ]);
    expect(log.filter((word) => !word.startsWith('close'))).toEqual(['sign old', 'drop old', 'create']);
    expect(keptIds()).toEqual(['m1']);
  });

  test('another user finds nothing of it, and what is given up is deleted', async () => {
    const { store, log, keptIds } = openTab(remembered({}));
    await store.open('ada');

    await store.open('bob');
    const seen = store.state().interrupted;
    await store.open('ada');
    store.remove();

    expect(seen).toBeUndefined();
    expect([log.at(-1), keptIds(), store.state().interrupted]).toEqual(['drop old', [], undefined]);
  });
});

describe('a file that was changed since its upload was interrupted', () => {
  test.each([
    ['go-on', 'old', [], ['old']],
    ['replace', 'm1', ['drop old', 'create'], ['m1']],
  ] as const)('is asked about; the answer "%s" sends to %s', async (answered, mediaId, calls, kept) => {
    const { store, log, keptIds, transferOf } = openTab(remembered({ fingerprint }));
    await store.open('ada');

    await store.choose(changedFile);
    const { asking } = store.state();
    store.answer(answered);

    expect([asking, (await transferOf(0)).mediaId, keptIds()]).toEqual(['changed', mediaId, kept]);
    expect(log.slice(1)).toEqual(calls);
  });

  test('is asked about while its failed upload is still shown, too', async () => {
    const { store, log, transferOf } = openTab();
    await store.open('ada');
    await store.choose(oldFile);
    (await transferOf(0)).onFailed(new Error('It was changed.'));

    await store.choose(changedFile);

    expect(store.state()).toMatchObject({ asking: 'changed', interrupted: { name: 'old.mp4' } });
    expect(log.some((word) => word.startsWith('drop'))).toBe(false);
  });
});

describe('two tabs of one user', () => {
  test('remember each its own upload: what one gives up leaves that of the other', async () => {
    const browser = openBrowser();
    const [one, other] = [openTab(browser), openTab(browser)];
    await Promise.all([one.store.open('ada'), other.store.open('ada')]);

    await one.store.choose(fileOf('one.mp4', 10));
    await other.store.choose(fileOf('other.mp4', 20));
    await Promise.all([one.transferOf(0), other.transferOf(0)]);
    const both = one.keptIds();
    other.store.remove();

    expect(both.toSorted()).toEqual(['m1', 'm2']);
    expect(one.keptIds()).toEqual(['m1']);
  });

  test('are offered the newest upload that no tab is at work on', async () => {
    const browser = remembered({ name: 'newest.mp4' }, { mediaId: 'older', name: 'older.mp4' });
    browser.held.add('old');
    const { store, log } = openTab(browser);

    await store.open('ada');

    expect(store.state().interrupted?.name).toBe('older.mp4');
    expect(log).toEqual(['sign older']);
  });

  test('do not both go on with one upload: who chooses its file later begins anew', async () => {
    const browser = remembered({ fingerprint });
    const [one, other] = [openTab(browser), openTab(browser)];
    await Promise.all([one.store.open('ada'), other.store.open('ada')]);

    await one.store.choose(oldFile);
    await one.transferOf(0);
    await other.store.choose(oldFile);

    expect((await other.transferOf(0)).mediaId).toBe('m1');
    expect(other.store.state().interrupted).toBeUndefined();
  });

  test('leave a file that is ready to be posted to the tab that shows it, and get it when that is gone', async () => {
    const browser = remembered({ parts: allParts });
    const [one, other, later] = [openTab(browser), openTab(browser), openTab(browser)];
    await one.store.open('ada');

    await other.store.open('ada');
    one.store.close();
    await later.store.open('ada');

    expect([other.kind(), later.kind()]).toEqual([undefined, 'staged']);
  });
});

describe('an upload that was published', () => {
  const published = 'old';

  test('is forgotten when it is ready, and stays stored', async () => {
    const { store, log, keptIds } = openTab(remembered({ parts: allParts }));
    await store.open('ada');

    store.forget(published);

    expect([keptIds(), store.state().file]).toEqual([[], undefined]);
    expect(log.some((word) => word.startsWith('drop'))).toBe(false);
  });

  test('is forgotten while it is asked about, and does not come back with the answer', async () => {
    const { store, keptIds, log } = openTab(remembered({ parts: allParts }));
    const opened = store.open('ada');
    await waitFor('the call', async () => log.includes('complete old'));

    store.forget(published);
    await opened;

    expect([keptIds(), store.state().file]).toEqual([[], undefined]);
  });

  test('is forgotten when it is only left, or only remembered, and what is shown instead stays', async () => {
    const { store, keptIds, kind, transferOf } = openTab(remembered({}, { mediaId: 'other' }));
    await store.open('ada');

    store.forget('other');
    const shown = store.state().interrupted?.name;
    store.forget(published);
    const none = store.state().interrupted;
    await store.choose(fileOf('next.mp4'));
    await transferOf(0);
    store.forget(published);

    expect([shown, none, kind(), keptIds()]).toEqual(['old.mp4', undefined, 'sending', ['m1']]);
  });

  test('gives way to the file that somebody was asked about', async () => {
    const { store, log, transferOf } = openTab(remembered({}));
    await store.open('ada');
    await store.choose(fileOf('next.mp4'));

    store.forget(published);

    expect((await transferOf(0)).mediaId).toBe('m1');
    expect(log).toEqual(['sign old', 'create']);
  });
});

describe('an upload that a post with an open answer names', () => {
  test.each([
    ['removed', (tab: ReturnType<typeof openTab>) => tab.store.remove()],
    ['replaced', (tab: ReturnType<typeof openTab>) => tab.store.choose(fileOf('next.mp4'))],
  ])('is only forgotten here when it is %s', async (_how, act) => {
    const tab = openTab(remembered({ parts: allParts }));
    await tab.store.open('ada');
    tab.open.needed.add('old');

    await act(tab);

    expect(tab.keptIds()).not.toContain('old');
    expect(tab.log.some((word) => word.startsWith('drop'))).toBe(false);
  });
});

describe('what is asked about an interrupted upload', () => {
  test.each([
    ['the page goes', async (tab: ReturnType<typeof openTab>) => tab.store.close()],
    ['another user comes', (tab: ReturnType<typeof openTab>) => tab.store.open('bob')],
    ['it is given up', async (tab: ReturnType<typeof openTab>) => tab.store.remove()],
  ])('is called off when %s', async (_when, act) => {
    const tab = openTab(remembered({}));
    tab.isSignHeldBack.now = true;
    void tab.store.open('ada');
    const call = await waitFor('the call', async () => tab.signs[0]);

    await act(tab);

    expect(call.signal.aborted).toBe(true);
  });

  test('is no reason to forget when it is answered to another user', async () => {
    const tab = openTab(remembered({}));
    tab.isSignHeldBack.now = true;
    const opened = tab.store.open('ada');
    const call = await waitFor('the call', async () => tab.signs[0]);

    await tab.store.open('bob');
    call.refuse(gone);
    await opened;

    expect(tab.keptIds('ada')).toEqual(['old']);
  });
});
