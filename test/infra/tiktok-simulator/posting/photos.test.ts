import { describe, expect, test } from '@jest/globals';
import {
  eventsOf,
  idOf,
  type Origin,
  type PostingWorld,
  photoBody,
  photoInfo,
  photoPath,
  readStatus,
  sha256,
  someBytes,
  type WorldOptions,
  withOrigin,
  withPosting,
} from './posting-harness.ts';

type Serve = Parameters<typeof withOrigin>[0];

const picture = someBytes(2_000);
const servePicture: Serve = (request, response) => {
  const type = request.url?.endsWith('.png') ? 'image/png' : 'image/jpeg';
  response.writeHead(request.url?.includes('missing') ? 404 : 200, { 'content-type': type }).end(picture);
};

const withPictures = (
  body: (world: PostingWorld, origin: Origin) => Promise<void>,
  options: WorldOptions = {},
  serve = servePicture,
) =>
  withOrigin(serve, (origin) =>
    withPosting((world) => body(world, origin), {
      ...options,
      app: { verifiedProperties: [{ property: 'media.example', servedFrom: origin.url }] },
    }),
  );

const urls = ['https://media.example/look-1.jpg', 'https://media.example/look-2.jpg'];

describe('a photo post', () => {
  test('pulls every picture in order and is published with its caption', () =>
    withPictures(async (world, origin) => {
      const init = await world.call(photoPath, photoBody(urls));
      await world.advance(20);
      const task = world.control.readTask(idOf(init));
      const { text } = await readStatus(world, idOf(init));

      expect(idOf(init)).toMatch(/^p_pub_url~v2\.\d{19}$/);
      expect(origin.requests.map(({ url }) => url)).toEqual(['/look-1.jpg', '/look-2.jpg']);
      expect(task).toMatchObject({
        mode: 'direct',
        media: 'photo',
        coverIndex: 0,
        title: 'Three looks Three looks for autumn #ootd',
        postInfo: photoInfo,
      });
      expect(task.pull?.files.map((file) => file.sha256)).toEqual([sha256(picture), sha256(picture)]);
      expect(text).toContain(`"publicaly_available_post_id":[${task.posts[0]?.postId}]`);
    }));

  test('as a draft ends in the inbox and needs nothing that only direct posts have', () =>
    withPictures(async (world) => {
      const body = photoBody(urls, { post_mode: 'MEDIA_UPLOAD', post_info: { title: 'Looks' } });
      const init = await world.call(photoPath, body);
      await world.advance(20);

      expect(idOf(init)).toMatch(/^p_pub_url~/);
      expect(world.control.readTask(idOf(init))).toMatchObject({
        mode: 'draft',
        status: 'SEND_TO_USER_INBOX',
      });
      expect(eventsOf(world).map(({ event }) => event)).toEqual(['post.publish.inbox_delivered']);
    }));

  test('fails as a whole when one picture cannot be had', () =>
    withPictures(async (world) => {
      const init = await world.call(photoPath, photoBody([...urls, 'https://media.example/missing.jpg']));
      await world.control.settleTasks();

      expect(world.control.readTask(idOf(init))).toMatchObject({
        status: 'FAILED',
        failReason: 'photo_pull_failed',
      });
    }));

  test('fails when one picture is larger than 20 MB', () =>
    withPictures(
      async (world) => {
        const init = await world.call(photoPath, photoBody(urls.slice(0, 1)));
        await world.advance(20);

        expect(world.control.readTask(idOf(init)).failReason).toBe('file_format_check_failed');
      },
      {},
      (_request, response) => void response.writeHead(200).end(Buffer.alloc(20_000_001)),
    ));

  const source = (photo_images: unknown, photo_cover_index: unknown = 0) => ({
    source_info: { source: 'PULL_FROM_URL', photo_images, photo_cover_index },
  });
  const info = (changes: Record<string, unknown>) => ({ post_info: { ...photoInfo, ...changes } });
  test.each<[string, Record<string, unknown>]>([
    ['no media_type', { media_type: undefined }],
    ['the media_type of videos', { media_type: 'VIDEO' }],
    ['no post_mode', { post_mode: undefined }],
    ['the post_mode as the table prints it', { post_mode: 'DIRECT POST' }],
    ['no pictures', source([])],
    ['36 pictures', source(Array(36).fill(urls[0]))],
    ['a picture that is no text', source([1])],
    ['no cover', source(urls, null)],
    ['a cover beyond the list', source(urls, 2)],
    ['an upload', { source_info: { source: 'FILE_UPLOAD', photo_cover_index: 0, photo_images: urls } }],
    ['a title of 91 units', info({ title: 'x'.repeat(91) })],
    ['a description of 4001 units', info({ description: 'x'.repeat(4_001) })],
    ['music that is no flag', info({ auto_add_music: 'yes' })],
  ])('with %s is invalid_param', (_what, changes) =>
    withPictures(async (world) => {
      const { status, code } = await world.call(photoPath, photoBody(urls, changes));

      expect([status, code]).toEqual([400, 'invalid_param']);
    }),
  );

  test('may have 35 pictures, and captions up to their limits', () =>
    withPictures(async (world) => {
      const changes = {
        ...source(Array(35).fill(urls[0]), 34),
        ...info({ title: 'x'.repeat(90), description: 'x'.repeat(4_000) }),
      };

      expect((await world.call(photoPath, photoBody(urls, changes))).code).toBe('ok');
    }));

  test('is refused for level, ownership, ban, caps and audit as a video is', () =>
    withPictures(async (world) => {
      const { call, control } = world;
      const codes: unknown[] = [];
      const step = async (body = photoBody(urls)) => void codes.push((await call(photoPath, body)).code);
      await step(photoBody(urls, info({ privacy_level: undefined })));
      await step(photoBody([...urls, 'https://other.example/1.jpg']));
      control.patchCreator('simcreator', { dailyPostCap: 0 });
      await step();
      control.patchCreator('simcreator', { dailyPostCap: 15, banned: true });
      await step();
      control.patchCreator('simcreator', { banned: false });
      control.patchApp({ activeUserCap: 0 });
      await step();
      control.patchApp({ activeUserCap: null, audited: false });
      await step();

      expect(codes).toEqual([
        'privacy_level_option_mismatch',
        'url_ownership_unverified',
        'spam_risk_too_many_posts',
        'spam_risk_user_banned_from_posting',
        'reached_active_user_cap',
        'unaudited_client_can_only_post_to_private_accounts',
      ]);
    }));

  test('as a draft wants a new app on the phone and room in the inbox', () =>
    withPictures(
      async (world) => {
        const draft = photoBody(urls, { post_mode: 'MEDIA_UPLOAD' });
        world.control.patchCreator('simcreator', { appVersion: '31.7.9' });
        const old = await world.call(photoPath, draft);
        world.control.patchCreator('simcreator', { appVersion: '31.8' });
        const accepted = await world.call(photoPath, draft);
        const full = await world.call(photoPath, draft);

        expect([old, accepted, full].map(({ status, code }) => [status, code])).toEqual([
          [400, 'app_version_check_failed'],
          [200, 'ok'],
          [403, 'spam_risk_too_many_pending_share'],
        ]);
      },
      { switches: { pendingDraftCap: 1 } },
    ));

  test('is labelled by is_aigc at the top, and inside post_info only if the switch says so', async () => {
    const labels = async (photoAigc: 'top-level' | 'also-in-post-info') => {
      const seen: boolean[] = [];
      await withPictures(
        async (world) => {
          const bodies = [photoBody(urls, { is_aigc: true }), photoBody(urls, info({ is_aigc: true }))];
          for (const body of bodies)
            seen.push(world.control.readTask(idOf(await world.call(photoPath, body))).isAigc);
        },
        { switches: { photoAigc } },
      );
      return seen;
    };

    const seen = [await labels('top-level'), await labels('also-in-post-info')];

    expect(seen).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  test('served as PNG passes, or fails the format check', async () => {
    const post = async (pulledContentType: 'ignored' | 'checked') => {
      const seen: unknown[] = [];
      await withPictures(
        async (world) => {
          const init = await world.call(photoPath, photoBody([...urls, 'https://media.example/3.png']));
          await world.advance(20);
          seen.push(world.control.readTask(idOf(init)).failReason);
        },
        { switches: { pulledContentType } },
      );
      return seen;
    };

    expect([await post('ignored'), await post('checked')]).toEqual([[null], ['file_format_check_failed']]);
  });
});
