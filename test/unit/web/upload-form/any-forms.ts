import fc from 'fast-check';
import { applyChange } from '../../../../web/pages/upload/form/apply-change.ts';
import type { JudgedForm } from '../../../../web/pages/upload/form/judge-draft.ts';
import { writeLocalTime } from '../../../../web/pages/upload/form/publish-time.ts';
import { type ChosenFile, type Draft, emptyDraft } from '../../../../web/pages/upload/model.ts';
import { creator, creatorInfo, dayMs, minuteMs, now, nowPlus, stagedFile } from './forms.ts';

const allLevels = ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'FOLLOWER_OF_CREATOR', 'SELF_ONLY'];
const levels = fc.constantFrom<string | null>(...allLevels, 'SOMETHING_NEW', null);
const text = (max: number) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.string({ maxLength: 30, unit: 'grapheme' }) },
    { weight: 2, arbitrary: fc.constantFrom('x'.repeat(max), 'x'.repeat(max + 1), 'line\nline\ttab') },
    { weight: 1, arbitrary: fc.string({ maxLength: 5, unit: 'binary' }) },
    { weight: 1, arbitrary: fc.constantFrom('\u0000', '\ud83d', 'a\u0007b') },
  );
const url = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('https://media.example/a.mp4', 'https://media.example/%C3%BC.jpg'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(' https://media.example/look-1.jpg ', 'https://media.example/2.jpg'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '  ', 'http://media.example/a', 'https://10.0.0.1/a', 'hello'),
  },
);
const localTime = fc.oneof(
  fc.constantFrom('', 'tomorrow', '2026-13-41T99:99'),
  fc
    .constantFrom(0, 1, 2, 90, 24 * 60, 59 * 24 * 60, 60 * 24 * 60, 61 * 24 * 60)
    .map((minutes) => writeLocalTime(nowPlus(minutes * minuteMs))),
);

/** What a person can have done to a form: changes, one after the other, as the page applies them. */
export const changes: fc.Arbitrary<Partial<Draft>>[] = [
  fc.record({ mode: fc.constantFrom('direct', 'inbox') }),
  fc.record({ source: fc.constantFrom('file', 'video-url', 'photos') }),
  fc.record({ videoUrl: url }),
  fc.record({ photoUrls: fc.array(url, { minLength: 1, maxLength: 38 }), coverIndex: fc.nat({ max: 4 }) }),
  fc.record({ title: text(2_200) }),
  fc.record({ title: text(90) }),
  fc.record({ description: text(4_000) }),
  fc.record({ privacyLevel: levels }),
  fc.record({ allowComment: fc.boolean() }),
  fc.record({ allowDuet: fc.boolean() }),
  fc.record({ allowStitch: fc.boolean() }),
  fc.record({ discloses: fc.boolean() }),
  fc.record({ yourBrand: fc.boolean() }),
  fc.record({ brandedContent: fc.boolean() }),
  fc.record({ isAiGenerated: fc.boolean(), autoAddMusic: fc.boolean() }),
  fc.record({ isScheduled: fc.boolean(), publishAtLocal: localTime }),
];
const draft = fc
  .array(fc.oneof(...changes), { maxLength: 24 })
  .map((all) => all.reduce<Draft>(applyChange, { ...emptyDraft, privacyLevel: 'MUTUAL_FOLLOW_FRIENDS' }));

const staged: fc.Arbitrary<ChosenFile | undefined> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(null, 14, 599, 600, 601), fc.constantFrom(1, 2, 70))
      .map(([seconds, days]) => stagedFile(seconds, nowPlus(days * dayMs))),
  },
);

const info = fc.record({
  privacyOptions: fc.constantFrom(allLevels, allLevels.slice(0, 2), creatorInfo.privacyOptions),
  commentDisabled: fc.boolean(),
  duetDisabled: fc.boolean(),
  stitchDisabled: fc.boolean(),
  maxVideoSeconds: fc.constantFrom(null, 60, 600),
});

/** Any form that a person can have come to, and any creator and file it is judged by. */
export const form: fc.Arbitrary<JudgedForm> = fc
  .record({ draft, staged, info, scopes: fc.constantFrom(undefined, ['video.publish', 'video.upload']) })
  .map(({ info, ...rest }) => ({
    ...rest,
    creator: { ...creator, creator: { ...creatorInfo, ...info } },
    now,
  }));
