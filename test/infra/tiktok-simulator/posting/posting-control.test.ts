import { describe, expect, test } from '@jest/globals';
import { callControl } from '../harness.ts';
import {
  directBody,
  directPath,
  fileSource,
  idOf,
  postVideo,
  sendDraft,
  withPosting,
} from './posting-harness.ts';

describe('the control API of posts', () => {
  test('lists tasks by creator and status, and shows one without its secrets', () =>
    withPosting(async (world) => {
      const { simulator, openId, token } = world;
      const publishId = await postVideo(world);
      const draft = await sendDraft(world);
      await world.advance(10);
      const all = await callControl(simulator, 'GET', `/tasks?openId=${openId}`);
      const complete = await callControl(simulator, 'GET', '/tasks?status=PUBLISH_COMPLETE');
      const newest = await callControl(simulator, 'GET', '/tasks?limit=1');
      const one = await callControl(simulator, 'GET', `/tasks/${publishId}`);
      const nobody = await callControl(simulator, 'GET', '/tasks?openId=x');
      const unknown = await callControl(simulator, 'GET', '/tasks/v_pub_file~1');

      expect(all.body).toMatchObject([{ publishId }, { publishId: draft }]);
      expect(complete.body).toMatchObject([{ publishId }]);
      expect(newest.body).toMatchObject([{ publishId: draft }]);
      expect(one.body).toEqual(JSON.parse(JSON.stringify(world.control.readTask(publishId))));
      expect(one.body).toMatchObject({ username: 'simcreator', upload: { receivedBytes: 1_000 } });
      expect(JSON.stringify(one.body)).not.toContain(token);
      expect([nobody.body, unknown.status]).toEqual([[], 400]);
      expect((await callControl(simulator, 'GET', '/tasks?status=DONE')).status).toBe(400);
    }));

  test('carries out the acts of a creator', () =>
    withPosting(async (world) => {
      const { simulator } = world;
      const draft = await sendDraft(world);
      await world.advance(10);
      const post = (path: string, body?: unknown) => callControl(simulator, 'POST', path, body);
      const posted = await post(`/tasks/${encodeURIComponent(draft)}/post`, {
        title: 'Mine',
        privacyLevel: 'SELF_ONLY',
      });
      const postId = world.control.listPosts(world.openId)[0]?.postId;
      const acts = [
        await post(`/posts/${postId}/public`),
        await post(`/posts/${postId}/private`),
        await post(`/posts/${postId}/delete`),
      ];
      const again = await post(`/posts/${postId}/delete`);
      const foreign = await post('/posts', { username: 'solo.dancer', title: 'By hand' });
      const nobody = await post('/posts', { username: 'nobody' });

      expect(posted.body).toMatchObject({ postId, title: 'Mine', privacyLevel: 'SELF_ONLY' });
      expect(acts.map(({ body }) => body)).toMatchObject([
        { privacyLevel: 'PUBLIC_TO_EVERYONE' },
        { privacyLevel: 'SELF_ONLY' },
        { deletedAt: expect.any(Number) },
      ]);
      expect([again.status, foreign.status, nobody.status]).toEqual([400, 200, 400]);
      expect((await callControl(simulator, 'GET', '/posts')).body).toMatchObject([
        { postId },
        { title: 'By hand' },
      ]);
    }));

  test('declares what TikTok finds, fails tasks, settles and counts', () =>
    withPosting(async (world) => {
      const { simulator } = world;
      const declared = await callControl(simulator, 'POST', '/declarations', { facts: { frameRate: 12.5 } });
      const bad = await callControl(simulator, 'POST', '/declarations', { failReason: 'because' });
      const publishId = await postVideo(world);
      await world.advance(10);
      const open = idOf(await world.call(directPath, directBody(fileSource(10))));
      const failed = await callControl(simulator, 'POST', `/tasks/${open}/fail`, { reason: 'spam_risk' });
      const settled = await callControl(simulator, 'POST', '/tasks/settle');
      const counts = await callControl(simulator, 'GET', `/posting-calls?openId=${world.openId}`);
      const listed = await callControl(simulator, 'GET', '/declarations');
      await callControl(simulator, 'DELETE', '/declarations');

      expect(declared.body).toEqual({ match: {}, facts: { frameRate: 12.5 } });
      expect([bad.status, listed.body]).toEqual([400, [declared.body]]);
      expect(world.control.readTask(publishId).failReason).toBe('frame_rate_check_failed');
      expect(failed.body).toMatchObject({ publishId: open, failReason: 'spam_risk' });
      expect(settled.status).toBe(200);
      expect(counts.body).toMatchObject({
        total: { inits: { called: 2, ok: 2 } },
        creators: [{ openId: world.openId, chunk: { ok: 1 } }],
      });
      expect(world.control.listDeclarations()).toEqual([]);
    }));

  test('sets properties, caps and switches, and refuses what they cannot be', () =>
    withPosting(async ({ simulator, control }) => {
      const patch = (path: string, body: unknown) => callControl(simulator, 'PATCH', path, body);
      const answers = [
        await patch('/app', { verifiedProperties: [{ property: 'media.example' }], activeUserCap: 7 }),
        await patch('/creators/simcreator', { dailyPostCap: 3, appVersion: '30.1' }),
        await patch('/switches', { megabyte: 'binary', cancelPerMinute: 4 }),
        await patch('/app', { verifiedProperties: [{ property: '127.0.0.1' }] }),
        await patch('/creators/simcreator', { appVersion: 'new' }),
        await patch('/switches', { megabyte: 'mebi' }),
      ];

      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 400, 400]);
      expect(control.readApp().verifiedProperties).toEqual([{ property: 'media.example', servedFrom: null }]);
    }));
});

describe('the control page', () => {
  test('lists posts with their state and the acts that are open to their creators', () =>
    withPosting(async (world) => {
      const direct = await postVideo(world, { title: '<b>bold</b>' });
      const draft = await sendDraft(world);
      await world.advance(10);
      const open = idOf(await world.call(directPath, directBody(fileSource(10))));
      const postId = world.control.readTask(direct).posts[0]?.postId;

      const page = await fetch(`${world.simulator.url}/_simulator`);
      const text = await page.text();

      for (const part of [
        direct,
        'PUBLISH_COMPLETE',
        'SEND_TO_USER_INBOX',
        `data-path="/posts/${postId}/delete"`,
        `data-path="/tasks/${encodeURIComponent(draft)}/post"`,
        `data-path="/tasks/${encodeURIComponent(open)}/fail"`,
        'Posting: uploads',
      ])
        expect(text).toContain(part);
      expect(text).not.toContain('<b>bold');
      expect(text).not.toContain(`data-path="/posts/${postId}/public"`);
      expect(page.headers.get('content-security-policy')).toContain("media-src 'self'");
    }));

  test('says so when nothing has been posted', () =>
    withPosting(async ({ simulator }) => {
      const text = await (await fetch(`${simulator.url}/_simulator`)).text();

      expect(text).toContain('Nothing has been posted.');
    }));
});
