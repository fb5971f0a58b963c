import { describe, expect, test } from '@jest/globals';
import { asRecord, withReceiver } from '../harness.ts';
import { eventsOf, postVideo, readStatus, startOfTime, withPosting } from './posting-harness.ts';

describe('a public direct post', () => {
  test('goes from upload through processing and moderation to a post that everyone can see', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world);
      const uploaded = await readStatus(world, publishId);
      await world.advance(2);
      const complete = await readStatus(world, publishId);
      await world.advance(5);
      const visible = await readStatus(world, publishId);
      const task = world.control.readTask(publishId);

      expect(uploaded.data).toEqual({ status: 'PROCESSING_UPLOAD', uploaded_bytes: 1_000 });
      expect(complete.data).toEqual({ status: 'PUBLISH_COMPLETE', uploaded_bytes: 1_000 });
      expect(visible.text).toContain(`"publicaly_available_post_id":[${task.posts[0]?.postId}]`);
      expect(task.transitions).toEqual([
        { at: startOfTime, status: 'PROCESSING_UPLOAD', phase: 'transfer', failReason: null },
        { at: startOfTime, status: 'PROCESSING_UPLOAD', phase: 'processing', failReason: null },
        { at: startOfTime + 2_000, status: 'PUBLISH_COMPLETE', phase: 'done', failReason: null },
      ]);
      expect(task.posts[0]).toMatchObject({ isPublic: true, publicAt: startOfTime + 7_000 });
    }));

  test('has an id that a double cannot hold, as a bare number of the answer', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world);
      await world.advance(10);

      const { text } = await readStatus(world, publishId);
      const digits = /"publicaly_available_post_id":\[(\d{19})\]/.exec(text)?.[1] ?? '';

      expect(digits).toBe(world.control.readTask(publishId).posts[0]?.postId);
      expect(String(Number(digits))).not.toBe(digits);
    }));

  test('is told in events at the time of each transition, signed and with the open id', () =>
    withReceiver((receiver) =>
      withPosting(
        async (world) => {
          const publishId = await postVideo(world);
          await world.advance(10);
          const { postId } = world.control.listPosts(world.openId)[0] ?? {};
          const sent = receiver.received.map(({ body }) => asRecord(JSON.parse(body.toString())));
          const ids = `"publish_id":"${publishId}","publish_type":"DIRECT_PUBLISH"`;

          expect(sent.map(({ event, create_time, content }) => [event, create_time, content])).toEqual([
            ['post.publish.complete', startOfTime / 1_000 + 2, `{${ids}}`],
            ['post.publish.publicly_available', startOfTime / 1_000 + 7, `{${ids},"post_id":"${postId}"}`],
          ]);
          expect(sent[0]).toMatchObject({ client_key: 'awsimclientkey01', user_openid: world.openId });
          expect(receiver.received[0]?.headers['tiktok-signature']).toMatch(/^t=\d+,s=[0-9a-f]{64}$/);
        },
        { app: { webhookUrl: receiver.url } },
      ),
    ));
});

describe('a post for the creator alone', () => {
  test('is complete and never gets an id or an event about its visibility', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world, { privacy_level: 'SELF_ONLY' });
      await world.advance(86_000 / 24);

      const { data } = await readStatus(world, publishId);

      expect(data).toEqual({ status: 'PUBLISH_COMPLETE', uploaded_bytes: 1_000 });
      expect(eventsOf(world).map(({ event }) => event)).toEqual(['post.publish.complete']);
    }));

  test('gets both once the creator makes it public, and loses them again', () =>
    withPosting(async (world) => {
      const publishId = await postVideo(world, { privacy_level: 'SELF_ONLY' });
      await world.advance(10);
      const postId = world.control.readTask(publishId).posts[0]?.postId ?? '';
      world.control.makePostPublic(postId);
      await world.advance(5);
      const shown = await readStatus(world, publishId);
      world.control.makePostPrivate(postId);
      const hidden = await readStatus(world, publishId);

      expect([shown.text.includes(postId), hidden.text.includes(postId)]).toEqual([true, false]);
      expect(eventsOf(world).map(({ event }) => event)).toEqual([
        'post.publish.complete',
        'post.publish.publicly_available',
        'post.publish.no_longer_publicaly_available',
      ]);
    }));
});

test('a public post that the creator deletes is announced as no longer public, with its id', () =>
  withPosting(async (world) => {
    const publishId = await postVideo(world);
    await world.advance(10);
    const postId = world.control.readTask(publishId).posts[0]?.postId ?? '';
    const deleted = world.control.deletePost(postId);
    const status = await readStatus(world, publishId);

    expect(deleted).toMatchObject({ isPublic: false, deletedAt: startOfTime + 10_000 });
    expect(status.data).toEqual({ status: 'PUBLISH_COMPLETE', uploaded_bytes: 1_000 });
    expect(eventsOf(world).at(-1)).toEqual({
      event: 'post.publish.no_longer_publicaly_available',
      content: `{"publish_id":"${publishId}","publish_type":"DIRECT_PUBLISH","post_id":"${postId}"}`,
      openId: world.openId,
    });
    expect(() => world.control.deletePost(postId)).toThrow('There is no post');
  }));

test('a post deleted before it passed moderation is never announced', () =>
  withPosting(async (world) => {
    const publishId = await postVideo(world);
    await world.advance(3);
    world.control.deletePost(world.control.readTask(publishId).posts[0]?.postId ?? '');
    await world.advance(10);

    expect(eventsOf(world).map(({ event }) => event)).toEqual(['post.publish.complete']);
  }));

describe('with a running clock', () => {
  test('everything happens by itself', () =>
    withPosting(
      async (world) => {
        const publishId = await postVideo(world);
        await world.control.settleTasks();

        expect(world.control.readTask(publishId)).toMatchObject({
          status: 'PUBLISH_COMPLETE',
          posts: [{ isPublic: true }],
        });
      },
      { clock: { frozen: false }, switches: { processingSeconds: 0, moderationSeconds: 0 } },
    ));
});
