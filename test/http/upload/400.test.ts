import { afterAll, describe, expect, test } from '@jest/globals';
import { startApi } from '../../support/api.ts';
import { pointersOf } from '../../support/refusals.ts';
import { directPhotos, directVideo, inboxVideo } from '../../support/upload-forms.ts';
import { countCalls, countPosts, upload, uploadPath } from '../../support/uploads.ts';

const api = await startApi();
afterAll(api.close);

const { accountId: _accountId, ...withoutAccount } = directVideo;

const cases: Readonly<Record<string, readonly [unknown, readonly string[]]>> = {
  'nothing in it': [{}, ['body /accountId', 'body /mode', 'body /media']],
  'an account that is no text': [{ ...withoutAccount, accountId: 7 }, ['body /accountId']],
  'a mode that there is not': [{ ...directVideo, mode: 'draft' }, ['body /mode']],
  'a source that there is not': [{ ...directVideo, media: { source: 'URL' } }, ['body /media/source']],
  'a misspelt field of the media': [
    { ...directVideo, media: { source: 'PULL_FROM_URL', videoURL: 'https://media.example/a.mp4' } },
    ['body /media/videoURL'],
  ],
  'fields that there are not, at every level': [
    {
      ...directVideo,
      caption: 'x',
      post: { ...directVideo.post, disable_duet: true },
      consent: { musicUsage: true, all: true },
    },
    ['body /post/disable_duet', 'body /consent/all', 'body /caption'],
  ],
  'switches that are no booleans': [
    { ...directVideo, post: { privacyLevel: 'SELF_ONLY', allowComment: 'yes', isAiGenerated: 1 } },
    ['body /post/allowComment', 'body /post/isAiGenerated'],
  ],
  'an audience that is no text': [
    { ...directVideo, post: { privacyLevel: null } },
    ['body /post/privacyLevel'],
  ],
  'half a character in its caption': [{ ...directVideo, post: { title: 'a\ud800' } }, ['body /post/title']],
  'a NUL in its caption': [{ ...directVideo, post: { title: 'a\0b' } }, ['body /post/title']],
  'a cover before the beginning': [
    { ...directVideo, post: { coverTimestampMs: -1 } },
    ['body /post/coverTimestampMs'],
  ],
  'a cover between two milliseconds': [
    { ...directVideo, post: { coverTimestampMs: 1.5 } },
    ['body /post/coverTimestampMs'],
  ],
  'photos that are no list': [
    { ...directPhotos, media: { source: 'PULL_FROM_URL', photoUrls: 'https://media.example/a.jpg' } },
    ['body /media/photoUrls'],
  ],
  'a photo that is no text': [
    { ...directPhotos, media: { source: 'PULL_FROM_URL', photoUrls: ['https://media.example/a.jpg', 7] } },
    ['body /media/photoUrls/1'],
  ],
  'a consent that is no answer': [
    { ...directVideo, consent: { musicUsage: 'true' } },
    ['body /consent/musicUsage'],
  ],
  'a reference with a line break': [{ ...inboxVideo, reference: 'a\nb' }, ['body /reference']],
  'an empty reference': [{ ...inboxVideo, reference: '' }, ['body /reference']],
  'a reference of 201 characters': [{ ...inboxVideo, reference: 'x'.repeat(201) }, ['body /reference']],
  'a time in words': [{ ...inboxVideo, publishAt: 'tomorrow' }, ['body /publishAt']],
  'a time without a zone': [{ ...inboxVideo, publishAt: '2026-11-29T09:30:00' }, ['body /publishAt']],
  'a day that there is not': [{ ...inboxVideo, publishAt: '2026-11-31T09:30:00Z' }, ['body /publishAt']],
  'a list in place of an object': [[directVideo], ['body ']],
};

describe('upload with a body that is not of its form', () => {
  test.each(Object.entries(cases))(
    'because of %s is refused at just that place',
    async (_name, [json, pointers]) => {
      const answer = await upload(api, Object(json));

      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'invalid_request' });
      expect(pointersOf(answer.body).toSorted()).toEqual(pointers.toSorted());
    },
  );

  test('stores nothing, asks TikTok for nothing and queues nothing', async () => {
    await upload(api, { ...directVideo, mode: 'draft' });

    expect(await countPosts(api)).toBe(0);
    expect(countCalls(api)).toBe(0);
    expect(api.toSubmit).toEqual([]);
  });

  test('that is not JSON is refused', async () => {
    const headers = { 'content-type': 'application/json' };

    const answer = await api.request('POST', uploadPath, { token: await api.token(), headers, body: '{' });

    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: 'invalid_json' });
  });

  test.each(['', 'a b', 'ä', 'x'.repeat(256), 'a\tb'])(
    'or under the Idempotency-Key %j is refused at that header',
    async (key) => {
      const answer = await upload(api, directVideo, { key });

      expect(answer.status).toBe(400);
      expect(pointersOf(answer.body)).toEqual(['header /idempotency-key']);
    },
  );
});
