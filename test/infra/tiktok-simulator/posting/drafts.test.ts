import { describe, expect, test } from '@jest/globals';
import {
  eventsOf,
  fileSource,
  inboxPath,
  type PostingWorld,
  readStatus,
  sendDraft,
  withPosting,
} from './posting-harness.ts';

const init = async ({ call }: PostingWorld) => call(inboxPath, { source_info: fileSource(1_000) });

describe('a draft', () => {
  test('ends in the inbox, with an event, and stays there', () =>
    withPosting(async (world) => {
      const publishId = await sendDraft(world);
      await world.advance(2);
      const delivered = await readStatus(world, publishId);
      await world.advance(3_000);
      const later = await readStatus(world, publishId);

      expect(publishId).toMatch(/^v_inbox_file~v2\.\d{19}$/);
      expect([delivered, later].map(({ data }) => data)).toEqual([
        { status: 'SEND_TO_USER_INBOX', uploaded_bytes: 1_000 },
        { status: 'SEND_TO_USER_INBOX', uploaded_bytes: 1_000 },
      ]);
      expect(eventsOf(world)).toEqual([
        {
          event: 'post.publish.inbox_delivered',
          content: `{"publish_id":"${publishId}","publish_type":"INBOX_SHARE"}`,
          openId: world.openId,
        },
      ]);
    }));

  test('becomes as many posts as the creator makes of it, each with its events', () =>
    withPosting(async (world) => {
      const publishId = await sendDraft(world);
      await world.advance(2);
      const first = world.control.postDraft(publishId, { title: 'One' });
      await world.advance(10);
      const second = world.control.postDraft(publishId, { privacyLevel: 'SELF_ONLY' });
      const third = world.control.postDraft(publishId);
      await world.advance(10);
      const { text, data } = await readStatus(world, publishId);

      expect([first, second, third].map(({ title, privacyLevel }) => [title, privacyLevel])).toEqual([
        ['One', 'PUBLIC_TO_EVERYONE'],
        ['', 'SELF_ONLY'],
        ['', 'PUBLIC_TO_EVERYONE'],
      ]);
      expect(data['status']).toBe('PUBLISH_COMPLETE');
      expect(text).toContain(`"publicaly_available_post_id":[${first.postId},${third.postId}]`);
      expect(eventsOf(world).map(({ event }) => event)).toEqual([
        'post.publish.inbox_delivered',
        'post.publish.complete',
        'post.publish.publicly_available',
        'post.publish.complete',
        'post.publish.complete',
        'post.publish.publicly_available',
      ]);
    }));

  test('can be posted neither before it is delivered, nor at a level that the account has not, nor if it is none', () =>
    withPosting(
      async (world) => {
        const publishId = await sendDraft(world);
        expect(() => world.control.postDraft(publishId)).toThrow('is no draft in the creator');
        await world.advance(2);
        expect(() => world.control.postDraft(publishId, { privacyLevel: 'PUBLIC_TO_EVERYONE' })).toThrow(
          'must be one of FOLLOWER_OF_CREATOR',
        );
        expect(() => world.control.postDraft('v_inbox_file~v2.1')).toThrow('There is no publish task');
        expect(world.control.postDraft(publishId).privacyLevel).toBe('FOLLOWER_OF_CREATOR');
      },
      { username: 'quiet.garden' },
    ));

  test('takes no post_info: what is sent of it is not kept', () =>
    withPosting(async (world) => {
      await world.call(inboxPath, { post_info: { title: 'ignored' }, source_info: fileSource(10) });

      expect(world.control.listTasks()[0]).toMatchObject({ postInfo: {}, title: '', privacyLevel: null });
    }));

  test('of a banned creator is refused', () =>
    withPosting(async (world) => {
      world.control.patchCreator('simcreator', { banned: true });

      const { status, code } = await init(world);

      expect([status, code]).toEqual([403, 'spam_risk_user_banned_from_posting']);
    }));
});

describe('five drafts that wait', () => {
  test('let no sixth in, until one is posted or a day has passed', () =>
    withPosting(
      async (world) => {
        const ids: string[] = [];
        for (let count = 0; count < 5; count += 1) ids.push(await sendDraft(world));
        await world.advance(2);
        const sixth = await init(world);
        world.control.postDraft(ids[0] ?? '');
        const afterPost = await init(world);
        const full = await init(world);
        world.control.patchSwitches({ accessTokenSeconds: 200_000 });
        const token = world.control.connectCreator('simcreator').access_token;
        await world.advance(86_400);
        const nextDay = await world.call(inboxPath, { source_info: fileSource(10) }, token);

        expect([sixth.status, sixth.code]).toEqual([403, 'spam_risk_too_many_pending_share']);
        expect([afterPost.code, full.code, nextDay.code]).toEqual([
          'ok',
          'spam_risk_too_many_pending_share',
          'ok',
        ]);
      },
      { switches: { initsPerMinute: 100 } },
    ));

  test('are five at most of twenty at once', () =>
    withPosting(
      async (world) => {
        const answers = await Promise.all(Array.from({ length: 20 }, () => init(world)));

        expect(answers.filter(({ code }) => code === 'ok')).toHaveLength(5);
        expect(world.control.listTasks()).toHaveLength(5);
      },
      { switches: { initsPerMinute: 100 } },
    ));

  test('that failed wait no more', () =>
    withPosting(
      async (world) => {
        await init(world);
        const refused = await init(world);
        world.control.failTask(world.control.listTasks()[0]?.publishId ?? '', 'internal');
        const accepted = await init(world);

        expect([refused.code, accepted.code]).toEqual(['spam_risk_too_many_pending_share', 'ok']);
      },
      { switches: { pendingDraftCap: 1 } },
    ));

  test('wait from their init on, or from their delivery', async () => {
    const second = async (pendingDraftCounts: 'inits' | 'delivered') => {
      const codes: unknown[] = [];
      await withPosting(
        async (world) => {
          await sendDraft(world);
          codes.push((await init(world)).code);
          await world.advance(2);
          codes.push((await init(world)).code);
        },
        { switches: { pendingDraftCounts, pendingDraftCap: 1 } },
      );
      return codes;
    };

    const codes = [await second('inits'), await second('delivered')];

    expect(codes).toEqual([
      ['spam_risk_too_many_pending_share', 'spam_risk_too_many_pending_share'],
      ['ok', 'spam_risk_too_many_pending_share'],
    ]);
  });
});
