import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../../shared/core/failure.ts';
import { postRules } from '../../../shared/platforms/tiktok/post-rules.ts';
import { readOrder } from '../../../shared/posts/check-order.ts';
import type { PostingSettings } from '../../../shared/posts/posting-settings.ts';
import type { UploadForm } from '../../../shared/posts/upload-form.ts';
import { refusedForms } from '../../support/refused-forms.ts';
import {
  directPhotos,
  directVideo,
  inboxPhotos,
  inboxVideo,
  nowhere,
  photoUrls,
  videoUrl,
  withFile,
  withPhotos,
} from '../../support/upload-forms.ts';

const now = new Date('2026-11-22T09:30:00.000Z');
const settings: PostingSettings = {
  mediaUrl: 'https://social.example/',
  verifiedProperties: ['media.example', 'https://cdn.example/tt/'],
};

const read = (form: UploadForm, with_: PostingSettings = settings) => readOrder(form, postRules, with_, now);

const refusalOf = (form: UploadForm, with_: PostingSettings = settings): Failure => {
  try {
    read(form, with_);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('The form was not refused.');
};

const pointersOf = (form: UploadForm): string[] => {
  const { code, errors } = refusalOf(form);
  expect(code).toBe('post_refused');
  return errors.map(({ pointer }) => pointer);
};

const ahead = (ms: number): string => new Date(now.getTime() + ms).toISOString();
const dayMs = 86_400_000;

const off = {
  allowComment: false,
  allowDuet: false,
  allowStitch: false,
  yourBrand: false,
  brandedContent: false,
  isAiGenerated: false,
};

describe('an order', () => {
  test('of a direct video has what was chosen, and everything else off', () => {
    const order = read({ ...directVideo, reference: 'crm-7' });

    expect(order).toEqual({
      accountId: nowhere,
      mode: 'direct',
      mediaKind: 'video',
      source: 'PULL_FROM_URL',
      media: { kind: 'video_url', videoUrl },
      options: { ...off, title: 'Behind the scenes #makingof', privacyLevel: 'SELF_ONLY' },
      consent: { brandedContentPolicy: false },
      reference: 'crm-7',
      publishAt: null,
    });
  });

  test('of direct photos has neither duets nor stitches, and music only when it is asked for', () => {
    const { allowDuet: _duet, allowStitch: _stitch, ...photosOff } = off;

    const order = read(directPhotos);

    expect(order).toMatchObject({
      mediaKind: 'photos',
      media: { kind: 'photo_urls', photoUrls, coverIndex: 0 },
    });
    expect(order.options).toEqual({ ...photosOff, autoAddMusic: false, ...directPhotos.post });
  });

  test('of a draft of a video has no options, and none of photos but its texts and its label', () => {
    expect(read(inboxVideo)).toMatchObject({ options: {}, consent: undefined });
    expect(read(inboxPhotos).options).toEqual({ title: 'Three looks', isAiGenerated: false });
  });

  test('names staged files as they were named', () => {
    expect(read(withFile(directVideo, 'a')).media).toEqual({ kind: 'file', mediaId: 'a' });
    expect(read(withPhotos(directPhotos, 'a', 'b')).media).toEqual({
      kind: 'photo_media',
      mediaIds: ['a', 'b'],
      coverIndex: 0,
    });
  });

  test('has addresses in the form that will be sent', () => {
    const media = { source: 'PULL_FROM_URL', videoUrl: 'https://MEDIA.example:443/ä.mp4' } as const;

    expect(read({ ...directVideo, media }).media).toEqual({
      kind: 'video_url',
      videoUrl: 'https://media.example/%C3%A4.mp4',
    });
  });
});

describe('a form that the platform would refuse or ignore in part', () => {
  test.each(Object.entries(refusedForms(now)))(
    'with %s is refused at just those fields',
    (_name, [form, pointers]) => {
      expect(pointersOf(form).toSorted()).toEqual([...pointers].toSorted());
    },
  );

  test('in many places is refused once, with a pointer and a sentence for each', () => {
    const failure = refusalOf({
      ...directVideo,
      media: { source: 'PULL_FROM_URL', videoUrl: 'http://10.0.0.1/', coverIndex: 1 },
      post: { title: 'x'.repeat(2_201), description: 'y', autoAddMusic: true, brandedContent: true },
      consent: undefined,
      publishAt: ahead(0),
    });

    expect(failure.errors.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/consent/brandedContentPolicy',
      '/consent/musicUsage',
      '/media/coverIndex',
      '/media/videoUrl',
      '/post/autoAddMusic',
      '/post/description',
      '/post/privacyLevel',
      '/post/title',
      '/publishAt',
    ]);
    for (const error of failure.errors)
      expect(error).toMatchObject({ in: 'body', detail: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(failure.detail).toMatch(/8 more/);
  });

  test.each([60_000, dayMs, 60 * dayMs])('may be scheduled %d ms ahead', (ms) => {
    expect(read({ ...inboxVideo, publishAt: ahead(ms) }).publishAt).toEqual(new Date(now.getTime() + ms));
  });
});

describe('a caption', () => {
  const kinds: Readonly<Record<string, readonly [UploadForm, 'title' | 'description', number]>> = {
    'the title of a direct video': [directVideo, 'title', 2_200],
    'the title of direct photos': [directPhotos, 'title', 90],
    'the description of direct photos': [directPhotos, 'description', 4_000],
    'the title of drafted photos': [inboxPhotos, 'title', 90],
    'the description of drafted photos': [inboxPhotos, 'description', 4_000],
  };
  const withText = (form: UploadForm, name: string, text: string): UploadForm => ({
    ...form,
    post: { ...form.post, [name]: text },
  });

  test.each(Object.entries(kinds))('that is %s is counted in UTF-16 units', (_kind, [form, name, max]) => {
    // Two units each, and one character.
    const longest = '🎬'.repeat(max / 2);

    expect(read(withText(form, name, longest)).options[name]).toBe(longest);
    expect(pointersOf(withText(form, name, `${longest}x`))).toEqual([`/post/${name}`]);
  });

  test('may be empty, and may be left out', () => {
    expect(read(withText(directVideo, 'title', '')).options.title).toBe('');
    expect(read({ ...directVideo, post: { privacyLevel: 'SELF_ONLY' } }).options).not.toHaveProperty('title');
  });
});

describe('an address', () => {
  test('under no verified property is refused with those there are, at each such field', () => {
    const media = {
      source: 'PULL_FROM_URL',
      photoUrls: ['https://media.example/1.jpg', 'https://evil.example/2.jpg', 'https://cdn.example/3.jpg'],
      coverIndex: 0,
    } as const;

    const failure = refusalOf({ ...directPhotos, media });

    expect(failure.code).toBe('url_not_verified');
    expect(failure.detail).toContain('media.example, https://cdn.example/tt/');
    expect(failure.errors.map(({ pointer }) => pointer)).toEqual([
      '/media/photoUrls/1',
      '/media/photoUrls/2',
    ]);
  });

  test('is refused with what to do when nothing is verified', () => {
    const failure = refusalOf(directVideo, { verifiedProperties: [] });

    expect(failure.code).toBe('url_not_verified');
    expect(failure.detail).toContain('This deployment has no verified property.');
  });

  test('of staged photos is missing without a media domain, and the refusal says how to get one', () => {
    const failure = refusalOf(withPhotos(directPhotos, 'a'), { verifiedProperties: ['media.example'] });

    expect(failure.code).toBe('media_domain_missing');
    for (const setting of ['domainName', 'certificateArn', 'verificationFiles', 'https://<domainName>/'])
      expect(failure.detail).toContain(setting);
  });

  test('of a staged video is none: it needs neither', () => {
    expect(read(withFile(directVideo, 'a'), { verifiedProperties: [] }).media.kind).toBe('file');
  });
});
