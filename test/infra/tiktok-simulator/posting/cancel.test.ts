import { describe, expect, test } from '@jest/globals';
import { pull, serveVideo, withMedia } from './media-origin.ts';
import { cancelPath, eventsOf, idOf, type PostingWorld, postVideo, readStatus } from './posting-harness.ts';

describe('a cancel', () => {
  const cancel = ({ call }: PostingWorld, publishId: string, token?: string) =>
    call(cancelPath, { publish_id: publishId }, token);

  test('ends a download, answers without data and is announced', () =>
    withMedia(serveVideo, async (world) => {
      const init = await pull(world);
      const answer = await cancel(world, idOf(init));
      const { data } = await readStatus(world, idOf(init));
      await world.control.settleTasks();

      expect([answer.status, answer.code, answer.keys]).toEqual([200, 'ok', ['error']]);
      expect(data).toMatchObject({ status: 'FAILED', fail_reason: 'publish_cancelled' });
      expect(eventsOf(world).map(({ event, content }) => [event, content])).toEqual([
        [
          'post.publish.failed',
          `{"publish_id":"${idOf(init)}","reason":"publish_cancelled","publish_type":"DIRECT_PUBLISH"}`,
        ],
      ]);
    }));

  test('comes too late for what is processed, cancelled already or an upload', () =>
    withMedia(serveVideo, async (world) => {
      const init = await pull(world);
      await world.advance(1);
      const processing = await cancel(world, idOf(init));
      await world.advance(10);
      const done = await cancel(world, idOf(init));
      const upload = await cancel(world, await postVideo(world));

      expect([processing, done, upload].map(({ status, code }) => [status, code])).toEqual(
        Array(3).fill([400, 'publish_not_cancellable']),
      );
    }));

  test('refuses unknown and foreign ids, and is not limited unless the switch says so', () =>
    withMedia(serveVideo, async (world) => {
      const publishId = idOf(await pull(world));
      const stranger = world.control.connectCreator('solo.dancer').access_token;
      const unknown = await cancel(world, 'v_pub_url~v2.1');
      const foreign = await cancel(world, publishId, stranger);
      world.control.patchSwitches({ cancelPerMinute: 0 });
      const limited = await cancel(world, publishId);

      expect([unknown.code, foreign.code, limited.code]).toEqual([
        'invalid_publish_id',
        'token_not_authorized_for_specified_publish_id',
        'rate_limit_exceeded',
      ]);
    }));
});
