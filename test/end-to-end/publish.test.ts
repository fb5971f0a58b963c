import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import postgres from 'postgres';
import * as z from 'zod';
import { createCrm, type PublishingCrm } from '../support/publishing-crm.ts';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { createVideo } from '../support/video-file.ts';
import { waitFor } from '../support/wait-for.ts';

const task = z.looseObject({
  publishId: z.string(),
  status: z.string(),
  postInfo: z.record(z.string(), z.unknown()),
  upload: z
    .looseObject({ sha256: z.string().nullable(), receivedBytes: z.number(), maxParallel: z.number() })
    .nullable(),
  posts: z.array(z.looseObject({ postId: z.string() })),
});
const calls = z.object({ total: z.object({ inits: z.object({ ok: z.number() }) }) });

const direct = { title: 'Behind the scenes #makingof', privacyLevel: 'PUBLIC_TO_EVERYONE' };
const consent = { musicUsage: true };
const mebibyte = 1024 ** 2;

describe('publishing, on the local stack as users run it', () => {
  let stack: RunningStack;
  let crm: PublishingCrm;
  let accountId: string;

  beforeAll(async () => {
    stack = await runStack();
    crm = createCrm(stack);
    accountId = await crm.connect('simcreator');
  }, 120_000);
  afterAll(() => stack.end(), 60_000);

  const readTask = async (publishId: string | null) =>
    task.parse(await stack.simulator?.api(`tasks/${encodeURIComponent(publishId ?? '')}`));
  const countInits = async () => calls.parse(await stack.simulator?.api('posting-calls')).total.inits.ok;

  test('a file of several chunks goes from the CRM to TikTok byte by byte, and its public id comes back with all digits', async () => {
    const video = createVideo(80 * mebibyte + 12_345);
    const mediaId = await crm.stage(video);

    const postId = await crm.publish(
      { accountId, mode: 'direct', media: { source: 'FILE_UPLOAD', mediaId }, post: direct, consent },
      'the-first-post',
    );
    const published = await crm.waitFor(postId, ['published', 'failed']);
    const withId = await waitFor('the public id', async () => {
      const shown = await crm.read(postId);
      return shown.postIds.length > 0 && shown;
    });

    const seen = await readTask(published.publishId);
    expect(published.status).toBe('published');
    expect(seen.upload).toMatchObject({
      sha256: video.sha256,
      receivedBytes: video.sizeBytes,
      maxParallel: 1,
    });
    expect(seen.postInfo).toMatchObject({ title: direct.title, privacy_level: direct.privacyLevel });
    expect(withId.postIds).toEqual(seen.posts.map((one) => one.postId));
    expect(withId.postIds[0]).toMatch(/^\d{19}$/);
  }, 120_000);

  test('asked for again with the same key, at once and later, it is one post and one init', async () => {
    const mediaId = await crm.stage(createVideo(mebibyte));
    const body = {
      accountId,
      mode: 'direct',
      media: { source: 'FILE_UPLOAD', mediaId },
      post: direct,
      consent,
    };
    const before = await countInits();

    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => crm.publish(body, 'asked-often')));
    const first = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const again = await crm.publish(body, 'asked-often');
    await crm.waitFor(again, ['published']);

    expect(new Set([...first, again]).size).toBe(1);
    expect(await countInits()).toBe(before + 1);
  }, 60_000);

  test('a draft ends in the inbox, and becomes a post when its creator posts it', async () => {
    const mediaId = await crm.stage(createVideo(mebibyte));

    const postId = await crm.publish({
      accountId,
      mode: 'inbox',
      media: { source: 'FILE_UPLOAD', mediaId },
    });
    const delivered = await crm.waitFor(postId, ['in_inbox', 'failed']);
    await stack.simulator?.api(`tasks/${encodeURIComponent(delivered.publishId ?? '')}/post`, 'POST', {});
    const posted = await crm.waitFor(postId, ['published']);

    expect(delivered.status).toBe('in_inbox');
    expect(posted.publishId).toBe(delivered.publishId);
  }, 60_000);

  test.each(['get', 'head-then-get', 'ranged'])(
    'staged photos are fetched by TikTok (%s) from the verified media domain, and are the bytes that were staged',
    async (pullRequest) => {
      await stack.simulator?.api('switches', 'PATCH', { pullRequest });
      const picture = jpeg(1080, 1350);
      const photoMediaIds = [await stagePhoto(picture), await stagePhoto(picture)];

      const postId = await crm.publish({
        accountId,
        mode: 'direct',
        media: { source: 'PULL_FROM_URL', photoMediaIds, coverIndex: 1 },
        post: { title: 'Two looks', description: 'Two looks for autumn', privacyLevel: 'SELF_ONLY' },
        consent,
      });
      const published = await crm.waitFor(postId, ['published', 'failed']);

      const pulled = z
        .object({
          pull: z.object({ files: z.array(z.looseObject({ sha256: z.string(), url: z.string() })) }),
        })
        .parse(await stack.simulator?.api(`tasks/${encodeURIComponent(published.publishId ?? '')}`));
      const sha256 = createHash('sha256').update(picture).digest('hex');
      expect(published.status).toBe('published');
      expect(pulled.pull.files.map((file) => file.sha256)).toEqual([sha256, sha256]);
      expect(pulled.pull.files[0]?.url).toMatch(/^https:\/\/[\w.-]+\/media\//);
    },
    60_000,
  );

  test('a file of 1 GiB, whose transfer is killed again and again, arrives whole, each byte once', async () => {
    const video = createVideo(1024 * mebibyte);
    const mediaId = await crm.stage(video, 'long.mp4');
    const before = await countInits();

    const postId = await crm.publish({
      accountId,
      mode: 'direct',
      media: { source: 'FILE_UPLOAD', mediaId },
      post: direct,
      consent,
    });
    const { publishId } = await crm.waitFor(postId, ['transferring']);
    const killedAt: number[] = [];
    for (const share of [0.05, 0.3, 0.35, 0.8]) {
      const wantedBytes = Math.floor((share + Math.random() / 20) * video.sizeBytes);
      const { upload } = await waitFor(`${wantedBytes} bytes at TikTok`, async () => {
        const seen = await readTask(publishId);
        return (seen.upload?.receivedBytes ?? 0) >= wantedBytes && seen;
      });
      for (const pid of stack.pids('transfer-media')) process.kill(pid, 'SIGKILL');
      killedAt.push(upload?.receivedBytes ?? 0);
      // Its message comes back after three minutes; what is silent for long, reconcile-posts takes up.
      await makeDue(postId);
      await stack.invoke('reconcile-posts');
    }
    const published = await crm.waitFor(postId, ['published', 'failed'], 120_000);

    const seen = await readTask(publishId);
    expect(published.status).toBe('published');
    expect(seen.upload).toMatchObject({
      sha256: video.sha256,
      receivedBytes: video.sizeBytes,
      maxParallel: 1,
    });
    expect(killedAt).toHaveLength(4);
    expect(await countInits()).toBe(before + 1);
  }, 240_000);

  /** As though it had been silent for six minutes. */
  const makeDue = async (postId: string): Promise<void> => {
    const sql = postgres(stack.postgres.superuserUrl.replace(/\/[^/]*$/, '/creator_connect'), { max: 1 });
    await sql`update tiktok_posts set due_at = now() - interval '1 second' where id = ${postId}`;
    await sql.end();
  };

  const stagePhoto = async (bytes: Buffer): Promise<string> => {
    const file = { fileName: 'look.jpg', contentType: 'image/jpeg', sizeBytes: bytes.length };
    const made = z
      .object({ mediaId: z.string() })
      .parse((await stack.call('POST', '/api/tiktok/media', file)).body);
    const path = `/api/tiktok/media/${made.mediaId}`;
    const { parts } = z
      .object({ parts: z.array(z.object({ url: z.string() })) })
      .parse((await stack.call('POST', `${path}/parts`, { partNumbers: [1] })).body);
    const put = await fetch(parts[0]?.url ?? '', { method: 'PUT', body: new Uint8Array(bytes) });
    const done = await stack.call('POST', `${path}/complete`, {
      parts: [{ partNumber: 1, etag: put.headers.get('etag') ?? '' }],
    });
    expect(done).toMatchObject({ status: 200, body: { usable: true, problems: [] } });
    return made.mediaId;
  };

  /** The head of a baseline JPEG (ITU-T T.81 annex B): enough to say its size. */
  const jpeg = (widthPx: number, heightPx: number): Buffer => {
    const frame = Buffer.from([0xff, 0xc0, 0, 17, 8, 0, 0, 0, 0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    frame.writeUInt16BE(heightPx, 5);
    frame.writeUInt16BE(widthPx, 7);
    const jfif = Buffer.from([0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
    return Buffer.concat([Buffer.from([0xff, 0xd8]), jfif, frame, Buffer.from([0xff, 0xd9])]);
  };
});
