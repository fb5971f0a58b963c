import type { FieldError } from '../core/failure.ts';
import type { PostRules } from '../platforms/post-rules.ts';
import { type FormOptions, type OptionName, type Order, refuseField } from './upload-form.ts';

type Kind = Pick<Order, 'mode' | 'mediaKind'>;

/** What the platform reads of a post, by its mode and media (tiktok-api.md sections 5.2 to 5.4). */
const optionNames: Readonly<
  Record<Order['mode'], Readonly<Record<Order['mediaKind'], readonly OptionName[]>>>
> = {
  direct: {
    video: [
      'title',
      'privacyLevel',
      'allowComment',
      'allowDuet',
      'allowStitch',
      'yourBrand',
      'brandedContent',
      'isAiGenerated',
      'coverTimestampMs',
    ],
    photos: [
      'title',
      'description',
      'privacyLevel',
      'allowComment',
      'autoAddMusic',
      'yourBrand',
      'brandedContent',
      'isAiGenerated',
    ],
  },
  inbox: { video: [], photos: ['title', 'description', 'isAiGenerated'] },
};

const allNames: readonly OptionName[] = [
  ...new Set(Object.values(optionNames).flatMap((byMedia) => Object.values(byMedia).flat())),
];

const photosHaveNone: Partial<Record<OptionName, string>> = {
  allowDuet: 'Photos have no duets. Leave it out.',
  allowStitch: 'Photos have no stitches. Leave it out.',
  coverTimestampMs: 'The cover of photos is chosen by media.coverIndex. Leave it out.',
};
const videosHaveNone: Partial<Record<OptionName, string>> = {
  description: 'A video has one caption, the title. Leave it out.',
  autoAddMusic: 'Music is added to photos alone. Leave it out.',
};

const whyNot = ({ mode, mediaKind }: Kind, name: OptionName): string => {
  const byMedia = (mediaKind === 'photos' ? photosHaveNone : videosHaveNone)[name];
  if (mode === 'direct' || (byMedia !== undefined && mediaKind === 'photos'))
    return byMedia ?? 'Leave it out.';
  return 'TikTok takes nothing of the kind with a draft: the creator decides it in the TikTok app. Leave it out.';
};

const isSwitch = (name: OptionName): boolean =>
  name !== 'title' && name !== 'description' && name !== 'privacyLevel' && name !== 'coverTimestampMs';

/** The options that the kind of post has, as the caller set them; a switch that was not touched is off. */
export const readOptions = (given: FormOptions, { mode, mediaKind }: Kind): Order['options'] => {
  const chosen = optionNames[mode][mediaKind].map((name) => [
    name,
    given[name] ?? (isSwitch(name) ? false : undefined),
  ]);
  return Object.fromEntries(chosen.filter(([, value]) => value !== undefined));
};

const refuseForeign = (given: FormOptions, kind: Kind): FieldError[] => {
  const known = optionNames[kind.mode][kind.mediaKind];
  return allNames
    .filter((name) => given[name] !== undefined && !known.includes(name))
    .map((name) => refuseField(`/post/${name}`, whyNot(kind, name)));
};

const refuseLength = (name: 'title' | 'description', text: string | undefined, max: number): FieldError[] =>
  text !== undefined && text.length > max
    ? [
        refuseField(
          `/post/${name}`,
          `It has ${text.length} characters (UTF-16 units); TikTok takes ${max}. Shorten it.`,
        ),
      ]
    : [];

const refuseCaptions = (given: FormOptions, { mode, mediaKind }: Kind, rules: PostRules): FieldError[] => {
  if (mediaKind === 'video')
    return mode === 'direct' ? refuseLength('title', given.title, rules.videoTitleMax) : [];
  return [
    ...refuseLength('title', given.title, rules.photoTitleMax),
    ...refuseLength('description', given.description, rules.photoDescriptionMax),
  ];
};

const refuseAudience = (given: FormOptions, { mode }: Kind, rules: PostRules): FieldError[] => {
  if (mode === 'inbox') return [];
  const { privacyLevel, brandedContent } = given;
  if (privacyLevel === undefined) {
    return [
      refuseField(
        '/post/privacyLevel',
        'Who can see the post is for the creator to choose, from the privacyOptions of creator-info: there is no default.',
      ),
    ];
  }
  return brandedContent === true && rules.notForBranded.includes(privacyLevel)
    ? [
        refuseField(
          '/post/privacyLevel',
          'Branded content must be visible to everyone or to friends. Choose another audience, or switch brandedContent off.',
        ),
      ]
    : [];
};

/** Every option that the platform would refuse, or would ignore, in this kind of post. */
export const refuseOptions = (given: FormOptions, kind: Kind, rules: PostRules): FieldError[] => [
  ...refuseForeign(given, kind),
  ...refuseCaptions(given, kind, rules),
  ...refuseAudience(given, kind, rules),
];
