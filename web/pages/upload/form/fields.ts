import type { Draft } from '../model.ts';

/** What a person fills in, in the order of the page: so the first that is wrong is the first to go to. */
export const fieldNames = [
  'account',
  'media',
  'mode',
  'title',
  'description',
  'privacyLevel',
  'allowComment',
  'allowDuet',
  'allowStitch',
  'disclosure',
  'isAiGenerated',
  'autoAddMusic',
  'publishAt',
] as const;
export type FieldName = (typeof fieldNames)[number];

export type MediaKind = 'video' | 'photos';

export const mediaKindOf = ({ source }: Pick<Draft, 'source'>): MediaKind =>
  source === 'photos' ? 'photos' : 'video';

/** TikTok reads nothing but the media of a draft of a video (tiktok-api.md section 5.3), and no duets of photos (5.4). */
const shown: Readonly<Record<Draft['mode'], Readonly<Record<MediaKind, readonly FieldName[]>>>> = {
  direct: {
    video: [
      'title',
      'privacyLevel',
      'allowComment',
      'allowDuet',
      'allowStitch',
      'disclosure',
      'isAiGenerated',
    ],
    photos: [
      'title',
      'description',
      'privacyLevel',
      'allowComment',
      'disclosure',
      'isAiGenerated',
      'autoAddMusic',
    ],
  },
  inbox: { video: [], photos: ['title', 'description', 'isAiGenerated'] },
};

/** The fields that a post of this mode and these media has. */
export const shownFields = (draft: Pick<Draft, 'mode' | 'source'>): readonly FieldName[] => [
  'media',
  'mode',
  ...shown[draft.mode][mediaKindOf(draft)],
  'publishAt',
];

/** The part of the draft that a field holds: a refusal is about it until it changes. */
export const partOf: Readonly<Record<FieldName, readonly (keyof Draft)[]>> = {
  account: [],
  media: ['source', 'videoUrl', 'photoUrls', 'coverIndex'],
  mode: ['mode'],
  title: ['title'],
  description: ['description'],
  privacyLevel: ['privacyLevel', 'brandedContent'],
  allowComment: ['allowComment'],
  allowDuet: ['allowDuet'],
  allowStitch: ['allowStitch'],
  disclosure: ['discloses', 'yourBrand', 'brandedContent'],
  isAiGenerated: ['isAiGenerated'],
  autoAddMusic: ['autoAddMusic'],
  publishAt: ['isScheduled', 'publishAtLocal'],
};
