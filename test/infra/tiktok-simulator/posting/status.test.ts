import { describe, expect, test } from '@jest/globals';
import {
  directBody,
  directPath,
  eventsOf,
  fileSource,
  idOf,
  postVideo,
  putWhole,
  readStatus,
  someBytes,
  statusPath,
  uploadUrlOf,
  withPosting,
} from './posting-harness.ts';

describe('the status call', () => {
  test('refuses an id that is unknown, or another creator’s', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world);
      const stranger = world.control.connectCreator('solo.dancer').access_token;
      const unknown = await readStatus(world, 'v_pub_file~v2-1.1');
      const foreign = await world.call(statusPath, { publish_id: publishId }, stranger);
      const missing = await world.call(statusPath, {});

      expect([unknown, foreign, missing].map(({ status, code }) => [status, code])).toEqual([
        [400, 'invalid_publish_id'],
        [400, 'token_not_authorized_for_specified_publish_id'],
        [400, 'invalid_param'],
      ]);
    }));

  test('serves either posting scope and no other', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world);
      const codes = await Promise.all(
        [['video.upload'], ['video.publish'], ['video.list']].map(async (scopes) => {
          const { access_token } = world.control.connectCreator('simcreator', scopes);
          return (await world.call(statusPath, { publish_id: publishId }, access_token)).code;
        }),
      );

      expect(codes).toEqual(['ok', 'ok', 'scope_not_authorized']);
    }));

  test('admits 30 calls in a sliding minute', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world);
      const answers = await Promise.all(Array.from({ length: 31 }, () => readStatus(world, publishId)));

      expect(answers.filter(({ code }) => code === 'ok')).toHaveLength(30);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
    }));

  test('knows a publish id for ever, or for so many hours', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world);
      await world.advance(3_600);
      const known = await readStatus(world, publishId);
      world.control.patchSwitches({ publishIdHours: 1 });
      const forgotten = await readStatus(world, publishId);

      expect([known.code, forgotten.code]).toEqual(['ok', 'invalid_publish_id']);
    }));
});

describe('the creator who removes the app', () => {
  test('makes running posts fail with auth_removed a little later, after the token is dead', () =>
    withPosting(
      async (world) => {
        const file = someBytes(100);
        const init = await world.call(directPath, directBody(fileSource(100)));
        world.control.disconnectCreator('simcreator');
        const dead = await readStatus(world, idOf(init));
        const upload = await putWhole(uploadUrlOf(init), file);
        world.control.patchSwitches({ processingSeconds: 60 });
        await world.advance(5);
        const late = await putWhole(uploadUrlOf(init), file);

        expect([dead.code, upload.status, late.status]).toEqual(['access_token_invalid', 201, 404]);
        expect(eventsOf(world).map(({ event, content }) => [event, content])).toEqual([
          ['authorization.removed', '{"reason":1}'],
          [
            'post.publish.failed',
            `{"publish_id":"${idOf(init)}","reason":"auth_removed","publish_type":"DIRECT_PUBLISH"}`,
          ],
        ]);
      },
      { switches: { processingSeconds: 60 } },
    ));

  test('leaves a post alone that is done', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world);
      await world.advance(10);
      world.control.disconnectCreator('simcreator');
      await world.advance(10);

      expect(world.control.readTask(publishId)).toMatchObject({
        status: 'PUBLISH_COMPLETE',
        failReason: null,
      });
    }));
});
