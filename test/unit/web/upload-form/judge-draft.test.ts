import { describe, expect, test } from '@jest/globals';
import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import { fieldNames, shownFields } from '../../../../web/pages/upload/form/fields.ts';
import { isKeptBack, type JudgedForm, judgeDraft } from '../../../../web/pages/upload/form/judge-draft.ts';
import { isToldAtOnce } from '../../../../web/pages/upload/form/problem.ts';
import { writeLocalTime } from '../../../../web/pages/upload/form/publish-time.ts';
import { type ChosenFile, type Draft, emptyDraft, type Staging } from '../../../../web/pages/upload/model.ts';
import {
  closedUntil,
  creator,
  creatorInfo,
  dayMs,
  formOf,
  goodDraft,
  hourMs,
  minuteMs,
  nowPlus,
  stagedFile,
} from './forms.ts';

const codesOf = (given: Partial<JudgedForm>): string[] =>
  judgeDraft(formOf(given)).problems.map(({ field, code }) => `${field}: ${code}`);
const codesOfDraft = (change: Partial<Draft>): string[] => codesOf({ draft: { ...goodDraft, ...change } });

describe('a form', () => {
  test('may be published when nothing is missing', () => {
    expect(judgeDraft(formOf())).toEqual({ problems: [], mayPublish: true });
  });

  test('lacks a file and an audience at first, in the order of the page, and says so only when it is asked', () => {
    const { problems, mayPublish } = judgeDraft(formOf({ draft: emptyDraft, staged: undefined }));

    expect(mayPublish).toBe(false);
    expect(problems.map(({ code }) => code)).toEqual(['file-missing', 'audience-missing']);
    expect(problems.filter(isToldAtOnce)).toEqual([]);
  });

  test('has the fields of its mode and media alone', () => {
    const has = (mode: Draft['mode'], source: Draft['source']) =>
      fieldNames.filter((name) => shownFields({ mode, source }).includes(name));

    expect(has('inbox', 'file')).toEqual(['media', 'mode', 'publishAt']);
    expect(has('inbox', 'photos')).toEqual([
      'media',
      'mode',
      'title',
      'description',
      'isAiGenerated',
      'publishAt',
    ]);
    expect(has('direct', 'photos')).not.toContain('allowDuet');
    expect(has('direct', 'video-url')).not.toContain('description');
  });
});

describe('the media', () => {
  const inStage = (staging: Staging, problems: ChosenFile['problems'] = []) =>
    codesOf({ staged: { ...stagedFile(), staging, problems } });

  test.each<[string, Staging]>([
    ['file-reading', { kind: 'reading' }],
    ['file-refused', { kind: 'refused' }],
    ['file-sending', { kind: 'sending', sentBytes: 3, isPaused: false, isWaiting: true }],
    ['file-paused', { kind: 'sending', sentBytes: 3, isPaused: true, isWaiting: false }],
    ['file-failed', { kind: 'failed', sentBytes: 3, error: undefined }],
    ['file-checking', { kind: 'checking' }],
  ])('keep a form back as %s', (code, staging) => {
    expect(inStage(staging)).toEqual([`media: ${code}`]);
  });

  test('that TikTok would refuse keep it back, whether that is found here or in the store', () => {
    const file = stagedFile();
    const { staging } = file;
    if (staging.kind !== 'staged') throw new Error('It is staged.');

    expect(inStage(staging, [{ code: 'too_long', detail: '' }])).toEqual(['media: file-refused']);
    expect(inStage({ ...staging, media: { ...staging.media, usable: false } })).toEqual([
      'media: file-refused',
    ]);
    expect(inStage({ ...staging, media: { ...staging.media, kind: 'photo' } })).toEqual([
      'media: file-refused',
    ]);
  });

  test('may last as long as this creator may post, and a draft as long as TikTok takes', () => {
    const short = { ...creator, creator: { ...creatorInfo, maxVideoSeconds: 60 } };
    const staged = stagedFile(60.2);

    expect(judgeDraft(formOf({ creator: short, staged })).problems).toEqual([
      { field: 'media', code: 'file-too-long', values: { seconds: 61, limitSeconds: 60 } },
    ]);
    expect(codesOf({ creator: short, staged: stagedFile(60) })).toEqual([]);
    expect(codesOf({ creator: short, staged, draft: { ...goodDraft, mode: 'inbox' } })).toEqual([]);
    expect(codesOf({ staged: stagedFile(601), draft: { ...goodDraft, mode: 'inbox' } })).toEqual([
      'media: file-too-long',
    ]);
  });

  test('that TikTok finds too long are not told so twice, unless this creator’s limit is a stricter one', () => {
    const staging = { kind: 'refused' } as const;
    const staged = { ...stagedFile(601), staging, problems: [{ code: 'too_long', detail: '' }] };
    const short = { ...creator, creator: { ...creatorInfo, maxVideoSeconds: 60 } };

    expect(codesOf({ staged })).toEqual(['media: file-refused']);
    expect(codesOf({ staged, creator: short })).toEqual(['media: file-refused', 'media: file-too-long']);
  });

  test('are kept for a post only so long', () => {
    expect(codesOf({ staged: stagedFile(14, nowPlus(25 * hourMs)) })).toEqual([]);
    expect(codesOf({ staged: stagedFile(14, nowPlus(25 * hourMs - 1)) })).toEqual(['media: file-expiring']);
  });

  test('by address are judged as the API judges them', () => {
    expect(codesOfDraft({ source: 'video-url', videoUrl: ' ' })).toEqual(['media: url-missing']);
    expect(codesOfDraft({ source: 'video-url', videoUrl: 'https://10.0.0.1/a' })).toEqual([
      'media: url-wrong',
    ]);
    expect(codesOfDraft({ source: 'video-url', videoUrl: ' https://media.example/a ' })).toEqual([]);
  });

  test('of photos are 1 to 35 good addresses, the wrong one named by its line', () => {
    const good = 'https://media.example/a.jpg';
    const photos = (photoUrls: string[]) =>
      judgeDraft(formOf({ draft: { ...goodDraft, source: 'photos', photoUrls } })).problems;

    expect(photos(['', ' '])).toEqual([{ field: 'media', code: 'photos-missing' }]);
    expect(photos(Array(35).fill(good))).toEqual([]);
    expect(photos(Array(36).fill(good))).toEqual([
      { field: 'media', code: 'photos-too-many', values: { amount: 36, limit: 35 } },
    ]);
    expect(photos([good, '', 'nonsense'])).toEqual([
      { field: 'media', code: 'photo-wrong', values: { amount: 3 } },
    ]);
  });
});

describe('the texts', () => {
  test('are counted in UTF-16 units: 2,200 of a video, 90 and 4,000 of photos', () => {
    const photos = { source: 'photos', photoUrls: ['https://media.example/a.jpg'] } as const;
    const sixTimes = '👩‍👩‍👧'.repeat(6);

    expect(sixTimes).toHaveLength(48);
    expect(codesOfDraft({ title: 'x'.repeat(2_200) })).toEqual([]);
    expect(codesOfDraft({ title: `${'x'.repeat(2_199)}😀` })).toEqual(['title: text-too-long']);
    expect(codesOfDraft({ ...photos, title: `${sixTimes}${'x'.repeat(42)}` })).toEqual([]);
    expect(codesOfDraft({ ...photos, title: `${sixTimes}${'x'.repeat(43)}` })).toEqual([
      'title: text-too-long',
    ]);
    expect(codesOfDraft({ ...photos, description: 'x'.repeat(4_001) })).toEqual([
      'description: text-too-long',
    ]);
  });

  test('hold no control characters and no half characters', () => {
    expect(codesOfDraft({ title: 'a\u0000b' })).toEqual(['title: text-unreadable']);
    expect(codesOfDraft({ title: '\ud83d' })).toEqual(['title: text-unreadable']);
    expect(codesOfDraft({ title: 'two\nlines\tand a tab' })).toEqual([]);
  });

  test('that a post does not have are not judged', () => {
    expect(codesOfDraft({ description: 'x'.repeat(9_000) })).toEqual([]);
    expect(codesOfDraft({ mode: 'inbox', title: 'x'.repeat(9_000), privacyLevel: null })).toEqual([]);
  });
});

describe('the choices', () => {
  test('of an audience is among what the creator is offered now', () => {
    expect(codesOfDraft({ privacyLevel: 'FOLLOWER_OF_CREATOR' })).toEqual([
      'privacyLevel: audience-withdrawn',
    ]);
  });

  test.each(postRules.notForBranded)('of %s is not for branded content', (privacyLevel) => {
    const open = { ...creator, creator: { ...creatorInfo, privacyOptions: postRules.notForBranded.slice() } };
    const draft = { ...goodDraft, privacyLevel, discloses: true, brandedContent: true };

    expect(codesOf({ creator: open, draft })).toEqual(['privacyLevel: audience-branded']);
  });

  test('of interactions are none that the creator has closed, duets and stitches of videos alone', () => {
    const closed = {
      ...creator,
      creator: { ...creatorInfo, commentDisabled: true, duetDisabled: true, stitchDisabled: true },
    };
    const all = { ...goodDraft, allowComment: true, allowDuet: true, allowStitch: true };
    const photos = { ...all, source: 'photos', photoUrls: ['https://media.example/a.jpg'] } as const;

    expect(codesOf({ creator: closed, draft: all })).toEqual([
      'allowComment: interaction-closed',
      'allowDuet: interaction-closed',
      'allowStitch: interaction-closed',
    ]);
    expect(codesOf({ creator: closed, draft: photos })).toEqual(['allowComment: interaction-closed']);
    expect(codesOf({ draft: all })).toEqual([]);
  });

  test('of a disclosure say what is promoted', () => {
    const level = 'PUBLIC_TO_EVERYONE';

    expect(codesOfDraft({ discloses: true })).toEqual(['disclosure: disclosure-empty']);
    expect(codesOfDraft({ discloses: true, yourBrand: true })).toEqual([]);
    expect(codesOfDraft({ discloses: true, brandedContent: true, privacyLevel: level })).toEqual([]);
    expect(codesOfDraft({ discloses: true, mode: 'inbox' })).toEqual([]);
  });
});

describe('the time', () => {
  const at = (ms: number) => codesOfDraft({ isScheduled: true, publishAtLocal: writeLocalTime(nowPlus(ms)) });

  test('lies from a minute to 60 days ahead', () => {
    const staged = stagedFile(14, nowPlus(90 * dayMs));
    const later = (ms: number) =>
      codesOf({
        staged,
        draft: { ...goodDraft, isScheduled: true, publishAtLocal: writeLocalTime(nowPlus(ms)) },
      });

    expect(at(0)).toEqual(['publishAt: time-too-soon']);
    expect(at(minuteMs)).toEqual([]);
    expect(later(60 * dayMs)).toEqual([]);
    expect(later(60 * dayMs + minuteMs)).toEqual(['publishAt: time-too-late']);
    expect(codesOfDraft({ isScheduled: true })).toEqual(['publishAt: time-missing']);
    expect(codesOfDraft({ isScheduled: false, publishAtLocal: 'nonsense' })).toEqual([]);
  });

  test('lies within what the file is kept for', () => {
    expect(at(23 * hourMs)).toEqual([]);
    expect(at(23 * hourMs + minuteMs)).toEqual(['publishAt: time-after-file']);
  });
});

describe('a creator who can post nothing now', () => {
  const inAnHour = closedUntil(nowPlus(hourMs));

  test('keeps a direct post back, and lets a draft go', () => {
    expect(codesOf({ creator: inAnHour })).toEqual(['mode: creator-closed']);
    expect(codesOf({ creator: inAnHour, draft: { ...goodDraft, mode: 'inbox' } })).toEqual([]);
  });

  test('may schedule a post for afterwards, when it is known until when and what may be chosen', () => {
    const at = (ms: number): Draft => ({
      ...goodDraft,
      isScheduled: true,
      publishAtLocal: writeLocalTime(nowPlus(ms)),
    });

    expect(isKeptBack(at(hourMs), inAnHour)).toBe(false);
    expect(isKeptBack(at(hourMs - minuteMs), inAnHour)).toBe(true);
    expect(isKeptBack(at(dayMs), closedUntil(null))).toBe(true);
    expect(isKeptBack(at(hourMs), { ...inAnHour, creator: null })).toBe(true);
  });

  test('who is banned leaves no draft either', () => {
    const banned = { ...closedUntil(null), code: 'spam_risk_user_banned_from_posting', creator: null };

    expect(codesOf({ creator: banned, draft: { ...goodDraft, mode: 'inbox' } })).toEqual([
      'mode: creator-closed',
    ]);
  });
});

describe('what the creator has granted', () => {
  test('decides over the modes, as far as it is known', () => {
    const inbox: Draft = { ...goodDraft, mode: 'inbox' };

    expect(codesOf({ scopes: ['video.upload'] })).toEqual(['mode: scope-missing']);
    expect(codesOf({ scopes: ['video.upload'], draft: inbox })).toEqual([]);
    expect(codesOf({ scopes: ['video.publish'], draft: inbox })).toEqual(['mode: scope-missing']);
    expect(codesOf({ scopes: undefined })).toEqual([]);
    expect(codesOf({ scopes: [], draft: { ...emptyDraft, isScheduled: true } })).toEqual([
      'mode: scope-missing',
    ]);
    expect(codesOf({ creator: { ...closedUntil(null), code: 'account_scope_missing' } })).toEqual([
      'mode: scope-missing',
    ]);
  });

  test('lets nothing go while the account has to be connected again, and says so first', () => {
    expect(codesOf({ isAccountLost: true })).toEqual(['account: account-lost']);
    expect(codesOf({ isAccountLost: true, staged: undefined })[0]).toBe('account: account-lost');
  });
});
