import { describe, expect, test } from '@jest/globals';
import { withReceiver } from '../harness.ts';
import { eventsOf, postVideo, readStatus, type WorldOptions, withPosting } from './posting-harness.ts';

/** The status answer of a public post with these switches. */
async function statusWith(switches: NonNullable<WorldOptions['switches']>, afterSeconds = 10) {
  const texts: string[] = [];
  await withPosting(
    async (world) => {
      const publishId = await postVideo(world);
      await world.advance(afterSeconds);
      const { postId = 'none' } = world.control.readTask(publishId).posts[0] ?? {};
      const { text } = await readStatus(world, publishId);
      texts.push(
        text.replaceAll(postId, 'ID'),
        ...eventsOf(world).map(({ content }) => content.replaceAll(postId, 'ID')),
      );
    },
    { switches },
  );
  return { status: texts[0] ?? '', events: texts.slice(1) };
}

describe('the forms of a post id', () => {
  test('in the status are a list of numbers, one number or a list of texts', async () => {
    const [list, scalar, texts] = [
      await statusWith({ postIdForm: 'list' }),
      await statusWith({ postIdForm: 'scalar' }),
      await statusWith({ postIdForm: 'text-list' }),
    ];

    expect(list.status).toContain('"publicaly_available_post_id":[ID]');
    expect(scalar.status).toContain('"publicaly_available_post_id":ID,');
    expect(texts.status).toContain('"publicaly_available_post_id":["ID"]');
  });

  test('while there is none are no key, or an empty list', async () => {
    const [absent, empty] = [
      await statusWith({ missingPostIds: 'absent' }, 3),
      await statusWith({ missingPostIds: 'empty' }, 3),
    ];

    expect(absent.status).not.toContain('publicaly_available_post_id');
    expect(empty.status).toContain('"publicaly_available_post_id":[]');
  });

  test('in an event are a text or a number', async () => {
    const [text, number] = [
      await statusWith({ webhookPostId: 'text' }),
      await statusWith({ webhookPostId: 'number' }),
    ];

    expect(text.events[1]).toContain('"post_id":"ID"');
    expect(number.events[1]).toContain('"post_id":ID}');
  });

  test('may be told nowhere at all', async () => {
    const { status, events } = await statusWith({ publicPostIds: 'never' });

    expect(status).not.toContain('publicaly_available_post_id');
    expect(events).toHaveLength(1);
  });
});

describe('posting events', () => {
  test('name a direct post in either way', async () => {
    const { events } = await statusWith({ directPublishType: 'DIRECT_POST' });

    expect(events[0]).toContain('"publish_type":"DIRECT_POST"');
  });

  test('may be lost, come several times, or late', async () => {
    const lost = await statusWith({ postWebhooks: 'lost' });
    const twice = await statusWith({ postWebhookCopies: 2 });
    const seen: unknown[] = [];
    await withReceiver((receiver) =>
      withPosting(
        async (world) => {
          await postVideo(world, { privacy_level: 'SELF_ONLY' });
          await world.advance(30);
          seen.push(receiver.received.length);
          await world.advance(2);
          seen.push(receiver.received.length);
        },
        { app: { webhookUrl: receiver.url }, switches: { postWebhookDelaySeconds: 30 } },
      ),
    );

    expect([lost.events.length, twice.events.length]).toEqual([0, 4]);
    expect(seen).toEqual([0, 1]);
  });
});

test('while TikTok works on an upload its status is still that, or another one', async () => {
  const [same, other] = [
    await statusWith({ statusWhileProcessing: 'as-transfer' }, 1),
    await statusWith({ statusWhileProcessing: 'PROCESSING_DOWNLOAD' }, 1),
  ];

  expect(same.status).toContain('"status":"PROCESSING_UPLOAD"');
  expect(other.status).toContain('"status":"PROCESSING_DOWNLOAD"');
});
