import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../../../../web/api/api-error.ts';
import { PartFailure } from '../../../../web/pages/upload/media/staging/send-part.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { allParts, fileOf, gone, lastModified, openTab } from './staged-file-world.ts';

describe('the file of the form', () => {
  test('goes into the store as soon as it is fine, and can be posted when all of it is there', async () => {
    const { store, log, keptIds, reach, transferOf } = openTab();
    await store.open('ada');

    await store.choose(fileOf('clip.mp4'));
    (await transferOf(0)).onSent(allParts);
    await reach('staged');

    expect(log).toEqual(['create', 'complete m1']);
    expect(keptIds()).toEqual(['m1']);
  });

  test('is not sent when TikTok would refuse it', async () => {
    const { store, log, kind } = openTab();
    await store.open('ada');

    await store.choose(fileOf('clip.mp4', 700));

    expect(kind()).toBe('refused');
    expect(log).toEqual([]);
  });

  test('that the API refuses once it is stored is refused as well, and deleted', async () => {
    const { store, log, keptIds, open, reach, transferOf } = openTab();
    open.isUsable = false;
    await store.open('ada');

    await store.choose(fileOf('clip.mp4'));
    (await transferOf(0)).onSent(allParts);
    await reach('refused');

    expect(store.state().file?.problems).toHaveLength(1);
    expect([log.at(-1), keptIds()]).toEqual(['drop m1', []]);
  });

  test('is deleted when another takes its place, and when it is removed', async () => {
    const { store, log, keptIds, transferOf } = openTab();
    await store.open('ada');
    await store.choose(fileOf('one.mp4'));
    await transferOf(0);

    await store.choose(fileOf('two.mp4'));
    await transferOf(1);
    store.remove();

    expect(log).toEqual([
      'create',
      'stop m1',
      'close blob:1',
      'drop m1',
      'create',
      'stop m2',
      'close blob:2',
      'drop m2',
    ]);
    expect([store.state().file, keptIds()]).toEqual([undefined, []]);
  });

  test('is deleted when it is removed while its upload is only beginning', async () => {
    const { store, log } = openTab();
    await store.open('ada');

    const chosen = store.choose(fileOf('one.mp4'));
    await waitFor('the call', async () => log.includes('create'));
    store.remove();
    await chosen;

    expect(log).toContain('drop m1');
    expect(store.state().file).toBeUndefined();
  });

  test('is one upload, however often the same file is chosen', async () => {
    const { store, log, transferOf } = openTab();
    const file = fileOf('one.mp4');
    await store.open('ada');

    await Promise.all([store.choose(file), store.choose(file)]);
    await transferOf(0);
    await store.choose(file);

    expect(log.filter((word) => word === 'create')).toHaveLength(1);
  });

  test('is paused and resumed, also before its first byte', async () => {
    const { store, log, transferOf } = openTab();
    await store.open('ada');

    const chosen = store.choose(fileOf('one.mp4'));
    await waitFor('the call', async () => log.includes('create'));
    store.pause();
    await chosen;
    await transferOf(0);
    store.resume();
    store.resume();

    expect(log).toEqual(['create', 'pause m1', 'resume m1']);
  });

  test('begins anew, once, when its upload is gone from the store', async () => {
    const { store, log, kind, transferOf } = openTab();
    await store.open('ada');
    await store.choose(fileOf('one.mp4'));

    (await transferOf(0)).onFailed(gone);
    (await transferOf(1)).onFailed(gone);

    expect(log.filter((word) => word === 'create')).toHaveLength(2);
    expect(kind()).toBe('failed');
  });

  test('that vanished from the disk goes on when it is chosen again', async () => {
    const { store, log, kind, transferOf } = openTab();
    const file = fileOf('one.mp4');
    await store.open('ada');
    await store.choose(file);

    (await transferOf(0)).onFailed(new PartFailure('unreadable', 'gone'));
    const stopped = [kind(), store.state().file?.problems[0]?.code];
    await store.choose(new File([file], 'moved.mp4', { lastModified }));
    const again = await transferOf(1);

    expect(stopped).toEqual(['failed', 'file_unreadable']);
    expect([again.mediaId, kind()]).toEqual(['m1', 'sending']);
    expect(log.filter((word) => word === 'create')).toHaveLength(1);
  });

  test('goes on by itself when the connection is back', async () => {
    const { store, kind, transferOf } = openTab();
    await store.open('ada');
    await store.choose(fileOf('one.mp4'));
    (await transferOf(0)).onFailed(new PartFailure('passing', 'no answer'));

    store.wake();
    const again = await transferOf(1);

    expect([again.mediaId, kind()]).toEqual(['m1', 'sending']);
  });

  test('that was joined by a call whose answer was lost is asked about, not sent again', async () => {
    const { store, log, faults, reach, transferOf } = openTab();
    await store.open('ada');
    await store.choose(fileOf('one.mp4'));
    faults.complete = new ApiError({ kind: 'unreachable' });
    (await transferOf(0)).onSent(allParts);
    await reach('failed');

    store.retry();
    await reach('staged');

    expect(log).toEqual(['create', 'complete m1', 'complete m1']);
  });
});
