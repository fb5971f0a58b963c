import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../../../../web/api/api-error.ts';
import { bodyOf, stagedIdOf } from '../../../../web/pages/upload/form/body-of.ts';
import { gatherWords, joinWords } from '../../../../web/pages/upload/form/field-words.ts';
import { shownFields } from '../../../../web/pages/upload/form/fields.ts';
import {
  nameTimeZone,
  readLocalTime,
  writeLocalTime,
} from '../../../../web/pages/upload/form/publish-time.ts';
import { fieldAt, isAsRefused, readRefusal } from '../../../../web/pages/upload/form/read-refusal.ts';
import { accountId, goodDraft, mediaId, minuteMs, nowPlus, stagedFile } from './forms.ts';

const photos = {
  ...goodDraft,
  source: 'photos',
  photoUrls: ['https://media.example/1.jpg', ' ', ' https://media.example/2.jpg '],
  coverIndex: 2,
} as const;

describe('the body of an upload', () => {
  test('of a video says all that was chosen, and that its poster agreed', () => {
    const draft = { ...goodDraft, allowComment: true, isAiGenerated: true };

    expect(bodyOf(draft, accountId, stagedIdOf(stagedFile()))).toEqual({
      accountId,
      mode: 'direct',
      media: { source: 'FILE_UPLOAD', mediaId },
      post: {
        title: 'Behind the scenes',
        privacyLevel: 'SELF_ONLY',
        allowComment: true,
        allowDuet: false,
        allowStitch: false,
        yourBrand: false,
        brandedContent: false,
        isAiGenerated: true,
      },
      consent: { musicUsage: true, brandedContentPolicy: false },
    });
  });

  test('of photos leaves empty lines out and keeps the cover', () => {
    const body = bodyOf({ ...photos, description: 'Two looks', autoAddMusic: true }, accountId, undefined);

    expect(body.media).toEqual({
      source: 'PULL_FROM_URL',
      photoUrls: ['https://media.example/1.jpg', 'https://media.example/2.jpg'],
      coverIndex: 1,
    });
    expect(body.post).toEqual({
      title: 'Behind the scenes',
      description: 'Two looks',
      privacyLevel: 'SELF_ONLY',
      allowComment: false,
      yourBrand: false,
      brandedContent: false,
      isAiGenerated: false,
      autoAddMusic: true,
    });
  });

  test('of branded content agrees to both policies', () => {
    const draft = { ...goodDraft, privacyLevel: 'PUBLIC_TO_EVERYONE', discloses: true, brandedContent: true };

    expect(bodyOf(draft, accountId, mediaId).consent).toEqual({
      musicUsage: true,
      brandedContentPolicy: true,
    });
  });

  test('of an undisclosed post has neither flag, whatever the boxes were', () => {
    const draft = { ...goodDraft, discloses: false, yourBrand: true, brandedContent: true };

    const body = bodyOf(draft, accountId, mediaId);

    expect(body.post).toMatchObject({ yourBrand: false, brandedContent: false });
    expect(body.consent?.brandedContentPolicy).toBe(false);
  });

  test('of a draft of a video is the video alone', () => {
    expect(bodyOf({ ...goodDraft, mode: 'inbox' }, accountId, mediaId)).toEqual({
      accountId,
      mode: 'inbox',
      media: { source: 'FILE_UPLOAD', mediaId },
    });
  });

  test('of a draft of photos has texts and label, and nothing that the app asks for', () => {
    const { post, consent } = bodyOf({ ...photos, mode: 'inbox', allowComment: true }, accountId, undefined);

    expect(post).toEqual({ title: 'Behind the scenes', isAiGenerated: false });
    expect(consent).toBeUndefined();
  });

  test('has the caption to the letter, and none for an empty one', () => {
    const title = '  Two  spaces, \u00e9 as e\u0301\nand a line ';

    expect(bodyOf({ ...goodDraft, title }, accountId, mediaId).post?.title).toBe(title);
    expect(bodyOf({ ...goodDraft, title: '' }, accountId, mediaId).post).not.toHaveProperty('title');
  });

  test('has the time in UTC', () => {
    const time = nowPlus(90 * minuteMs);
    const draft = { ...goodDraft, isScheduled: true, publishAtLocal: writeLocalTime(time) };

    expect(bodyOf(draft, accountId, mediaId).publishAt).toBe(time.toISOString());
    expect(bodyOf({ ...draft, isScheduled: false }, accountId, mediaId)).not.toHaveProperty('publishAt');
  });

  test('is not written without a file, an audience or a time that it needs', () => {
    expect(() => bodyOf(goodDraft, accountId, undefined)).toThrow('store');
    expect(() => bodyOf({ ...goodDraft, privacyLevel: null }, accountId, mediaId)).toThrow('see the post');
    expect(() => bodyOf({ ...goodDraft, isScheduled: true }, accountId, mediaId)).toThrow('has a time');
    expect(stagedIdOf({ ...stagedFile(), staging: { kind: 'checking' } })).toBeUndefined();
  });
});

describe('a local time', () => {
  test('is read as it is written, and nothing else is', () => {
    const time = nowPlus(0);

    expect(readLocalTime(writeLocalTime(time))).toEqual(time);
    expect(readLocalTime('')).toBeUndefined();
    expect(readLocalTime('2026-11-23')).toBeUndefined();
    expect(readLocalTime('2026-99-99T99:99')).toBeUndefined();
  });

  test('has the name of its zone in the reader’s language', () => {
    expect(nameTimeZone(nowPlus(0), 'en')).not.toBe('');
    expect(nameTimeZone(nowPlus(0), 'fr')).not.toBe('');
  });
});

describe('a refusal of the API', () => {
  const refusal = new ApiError({
    kind: 'refused',
    trouble: {
      status: 422,
      code: 'post_refused',
      detail: 'At /post/privacyLevel: …',
      requestId: 'req-1',
      retryAfterSeconds: undefined,
      fields: [
        { pointer: '/post/privacyLevel', detail: 'Choose another.' },
        { pointer: '/media/photoUrls/3', detail: 'It lies under no verified property.' },
        { pointer: '/post/brandedContent', detail: 'Leave it out.' },
        { pointer: '/post/allowDuet', detail: 'No duets.' },
        { pointer: '/accountId', detail: 'There is no such account.' },
      ],
    },
  });

  test('is told at the fields that are shown', () => {
    const shown = shownFields({ mode: 'direct', source: 'photos' });

    expect(readRefusal(refusal, shown)).toEqual([
      { field: 'privacyLevel', detail: 'Choose another.' },
      { field: 'media', detail: 'It lies under no verified property.' },
      { field: 'disclosure', detail: 'Leave it out.' },
    ]);
    expect(readRefusal(undefined, shown)).toEqual([]);
  });

  test('finds the field that a pointer leads to', () => {
    expect(['/mode', '/publishAt', '/media', '/media/mediaId', '/post/title'].map(fieldAt)).toEqual([
      'mode',
      'publishAt',
      'media',
      'media',
      'title',
    ]);
    expect(['/consent/musicUsage', '/post', ''].map(fieldAt)).toEqual([undefined, undefined, undefined]);
  });

  test('stands until its field changes', () => {
    expect(isAsRefused('title', goodDraft, { ...goodDraft, allowDuet: true })).toBe(true);
    expect(isAsRefused('title', goodDraft, { ...goodDraft, title: 'Other' })).toBe(false);
  });

  test('stands beside what we say ourselves', () => {
    const wordsOf = gatherWords(
      [{ field: 'title', code: 'text-too-long' }],
      [
        { field: 'title', detail: 'Shorten it.' },
        { field: 'allowDuet', detail: 'No duets.' },
      ],
      ({ code }) => code,
    );

    expect(wordsOf('title')).toEqual({ own: 'text-too-long', api: 'Shorten it.' });
    expect(joinWords([wordsOf('allowComment'), wordsOf('allowDuet')])).toEqual({ own: '', api: 'No duets.' });
    expect(wordsOf('mode')).toBe(wordsOf('publishAt'));
  });
});
