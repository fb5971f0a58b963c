import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { create } from '../../functions/schedule/purge-expired.ts';
import { createExpiredMedia } from '../../shared/database/expired-media.ts';
import { createMediaRows, type MediaState } from '../../shared/database/media.ts';
import type { MediaStore } from '../../shared/media/media-store.ts';
import { purgeMedia } from '../../shared/posts/media/purge-media.ts';
import { collectLog } from '../support/collected-log.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { type Bucket, startBucket } from '../support/media-api.ts';
import { asFile, asPhoto, insertPostWith, needy } from '../support/media-posts.ts';

const now = new Date('2026-11-20T12:00:00Z');
const clock = () => now;
const soon = new Date(now.getTime() + 60_000);
const past = new Date(now.getTime() - 60_000);

describe('purge-expired, of files', () => {
  let database: TestDatabase;
  let bucket: Bucket;

  beforeAll(async () => {
    [database, bucket] = await Promise.all([createDatabase(), startBucket()]);
  });
  beforeEach(async () => {
    bucket.aws.clearFaults();
    await database.superuser`truncate media, tiktok_posts`;
  });
  afterAll(() => Promise.all([database.drop(), bucket.close()]));

  const insertRow = async (state: MediaState, expiresAt: Date, uploadId: string, id = randomUUID()) => {
    const key = bucket.store.keyOf('tenant-a', id);
    await database.superuser`
      insert into media (
        id, tenant_id, user_id, kind, object_key, file_name, content_type, size_bytes, part_size_bytes, part_count,
        upload_id, state, etag, created_at, expires_at
      ) values (
        ${id}, 'tenant-a', 'user-1', 'video', ${key}, 'a.mp4', 'video/mp4', 10, 8388608, 1, ${uploadId}, ${state},
        ${state === 'uploading' ? null : 'etag'}, ${past}, ${expiresAt}
      )`;
    return { id, key };
  };

  /** With its bytes: an upload of which one part has arrived, or an object. */
  const stage = async (state: MediaState, expiresAt: Date) => {
    const id = randomUUID();
    const key = bucket.store.keyOf('tenant-a', id);
    const uploadId = await bucket.store.startUpload(key, 'video/mp4');
    const [signed] = await bucket.store.signParts(key, uploadId, [{ partNumber: 1, sizeBytes: 10 }], 60);
    const sent = await fetch(signed?.url ?? '', { method: 'PUT', body: 'ten bytes.' });
    const parts = [{ partNumber: 1, etag: sent.headers.get('etag') ?? '' }];
    if (state !== 'uploading') await bucket.store.completeUpload(key, uploadId, parts);
    return insertRow(state, expiresAt, uploadId, id);
  };
  const listRows = async (): Promise<string[]> => {
    const rows = await database.superuser<{ id: string }[]>`select id from media order by id`;
    return rows.map(({ id }) => id);
  };
  const isStored = (key: string): boolean =>
    [...bucket.read().objects, ...bucket.read().uploads].includes(key);
  const run = () => create({ sql: database.worker, mediaStore: bucket.store, clock, log: collectLog() })();

  test('files whose time is over go with their bytes, in whatever state; the others stay', async () => {
    const gone = await Promise.all(
      (['uploading', 'ready', 'refused', 'deleted'] as const).map((state) => stage(state, past)),
    );
    const kept = await Promise.all(
      (['uploading', 'ready', 'refused', 'deleted'] as const).map((state) => stage(state, soon)),
    );

    const counts = [await run(), await run()];

    expect(counts.map(({ media }) => media)).toEqual([4, 0]);
    expect(await listRows()).toEqual(kept.map(({ id }) => id).toSorted());
    expect(gone.filter(({ key }) => isStored(key))).toEqual([]);
    expect(kept.filter(({ key }) => !isStored(key))).toEqual([]);
  });

  test.each(needy)(
    'a file that a %s post needs stays, of one file and of one photo among others',
    async (state) => {
      const files = [await stage('ready', past), await stage('ready', past)];
      await insertPostWith(database.superuser, asFile(files[0]?.id ?? ''), state);
      await insertPostWith(database.superuser, asPhoto(files[1]?.id ?? ''), state);

      const { media } = await run();

      expect(media).toBe(0);
      expect(await listRows()).toEqual(files.map(({ id }) => id).toSorted());
      expect(files.every(({ key }) => isStored(key))).toBe(true);
    },
  );

  test('once its post is published, it goes', async () => {
    const { id } = await stage('ready', past);
    await insertPostWith(database.superuser, asFile(id), 'published');

    expect((await run()).media).toBe(1);
  });

  test('an outage of the store keeps the rows, and says so; the next run goes on', async () => {
    const { key } = await stage('ready', past);
    bucket.aws.setFault({ service: 's3', error: 'unavailable' });
    const failed = await run().catch((error: unknown) => error);
    bucket.aws.clearFaults();
    const left = await listRows();

    const { media } = await run();

    expect(failed).toMatchObject({ code: 'media_unavailable' });
    expect([left.length, media, isStored(key)]).toEqual([1, 1, false]);
  });

  test('an upload that is being thrown away is not completed any more', async () => {
    const { id } = await stage('uploading', past);
    await createExpiredMedia(database.worker).claim(now, 10);

    const completed = await createMediaRows(database.app).complete('tenant-a', id, {
      state: 'ready',
      etag: 'etag',
      contentType: 'video/mp4',
      facts: null,
      problems: [],
      expiresAt: soon,
    });

    expect(completed).toBeUndefined();
  });

  test('cut off between the bytes and the row, the next run forgets the row', async () => {
    const { key } = await stage('ready', past);
    const expiredMedia = {
      ...createExpiredMedia(database.worker),
      forget: async () => {
        throw new Error('The process ended.');
      },
    };
    const cut = purgeMedia({ expiredMedia, mediaStore: bucket.store, clock }, () => true);
    await expect(cut).rejects.toThrow('ended');
    const wasStored = isStored(key);

    const { media } = await run();

    expect([wasStored, media]).toEqual([false, 1]);
  });

  test('many go in batches, out of time it stops in between, and two runs at once finish the rest', async () => {
    const dropped: string[] = [];
    const mediaStore: Pick<MediaStore, 'abortUpload' | 'delete'> = {
      abortUpload: async () => {},
      delete: async (key) => void dropped.push(key),
    };
    for (let count = 0; count < 250; count += 1) await insertRow('ready', past, 'upload');
    const expiredMedia = createExpiredMedia(database.worker);
    let asked = 0;

    const first = await purgeMedia({ expiredMedia, mediaStore, clock }, () => asked++ < 6);
    const rest = await Promise.all(
      [1, 2].map(() => purgeMedia({ expiredMedia, mediaStore, clock }, () => true)),
    );

    expect(first).toBe(50);
    expect(rest.reduce((sum, count) => sum + count, first)).toBe(250);
    expect(new Set(dropped).size).toBe(250);
    expect(await listRows()).toEqual([]);
  });
});
