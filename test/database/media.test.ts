import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createMediaRows, type MediaRow, type NewMedia } from '../../shared/database/media.ts';
import { queryAs } from '../../shared/database/tenant.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-11-20T12:00:00Z');
const newMedia = (differs: Partial<NewMedia> = {}): NewMedia => ({
  id: randomUUID(),
  tenantId: 'tenant-a',
  userId: 'user-1',
  kind: 'video',
  key: 'media/x/y',
  fileName: 'Été 🎬 "1".mp4',
  contentType: 'video/mp4',
  sizeBytes: 4 * 1024 ** 3,
  partSizeBytes: 8_388_608,
  partCount: 512,
  uploadId: 'upload',
  createdAt: now,
  expiresAt: new Date(now.getTime() + 60_000),
  ...differs,
});
const completed = {
  state: 'ready',
  etag: 'etag-512',
  contentType: 'video/quicktime',
  facts: {
    container: 'mov',
    codec: 'h265',
    durationSeconds: 1.5,
    widthPx: 720,
    heightPx: 1280,
    frameRate: 29.97,
  },
  problems: [],
  expiresAt: new Date(now.getTime() + 86_400_000),
} as const;

describe('staged files in the database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createDatabase();
  });
  beforeEach(() => database.superuser`truncate media`);
  afterAll(() => database.drop());

  const rows = () => createMediaRows(database.app);

  test('are read as they were stored, sizes beyond 32 bits too', async () => {
    const media = newMedia();
    await rows().insert(media);

    const found = await rows().find('tenant-a', [media.id]);

    const expected: MediaRow = { ...media, state: 'uploading', etag: null, facts: null, problems: [] };
    expect(found).toEqual([expected]);
  });

  test('are completed once, by one of any number at once', async () => {
    const media = newMedia();
    await rows().insert(media);

    const saved = await Promise.all([1, 2, 3].map(() => rows().complete('tenant-a', media.id, completed)));

    const won = saved.filter((row) => row !== undefined);
    expect(won).toEqual([{ ...media, ...completed }]);
    expect(await rows().find('tenant-a', [media.id])).toEqual(won);
  });

  test('keep the problems that were found', async () => {
    const media = newMedia();
    const problems = [{ code: 'too_long', detail: '"a" lasts too long.' }];
    await rows().insert(media);

    const saved = await rows().complete('tenant-a', media.id, { ...completed, state: 'refused', problems });

    expect(saved).toMatchObject({ state: 'refused', problems });
  });

  test('once deleted are not completed any more', async () => {
    const media = newMedia();
    await rows().insert(media);

    const outcome = await rows().markDeleted('tenant-a', media.id, now);

    expect(outcome).toBe('deleted');
    expect(await rows().complete('tenant-a', media.id, completed)).toBeUndefined();
  });

  test('are another tenant’s or user’s to no one', async () => {
    const media = newMedia();
    await rows().insert(media);

    const seen = [
      await rows().find('tenant-b', [media.id]),
      await rows().find('tenant-a', [media.id], 'user-2'),
      await rows().complete('tenant-b', media.id, completed),
      await queryAs(database.app, { tenant: 'tenant-b' }, (own) => own`select 1 as x from media`),
    ];
    await rows().markDeleted('tenant-b', media.id, now);

    expect(seen).toEqual([[], [], undefined, []]);
    expect(await rows().find('tenant-a', [media.id], 'user-1')).toMatchObject([{ state: 'uploading' }]);
  });

  test('cannot be stored for another tenant, nor deleted by the login of the HTTP functions', async () => {
    const { id } = newMedia();
    await rows().insert(newMedia({ id }));
    const asTenant = (text: string) =>
      queryAs(database.app, { tenant: 'tenant-a' }, (own) => own.unsafe(text));

    const refused = { code: '42501' };
    await expect(
      asTenant(`update media set tenant_id = 'tenant-b' where id = '${id}'`),
    ).rejects.toMatchObject(refused);
    await expect(asTenant('delete from media')).rejects.toMatchObject(refused);
  });
});
