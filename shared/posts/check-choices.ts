import type { FieldError } from '../core/failure.ts';
import type { CreatorInfo } from '../platforms/posting.ts';
import { type Order, refuseField } from './upload-form.ts';

type Direct = Pick<Order, 'options' | 'mediaKind'>;

const refuseAudience = ({ options }: Direct, info: CreatorInfo): FieldError[] =>
  options.privacyLevel !== undefined && info.privacyOptions.includes(options.privacyLevel)
    ? []
    : [
        refuseField(
          '/post/privacyLevel',
          `The creator does not offer this audience now. Let them choose one of: ${info.privacyOptions.join(', ')}.`,
        ),
      ];

const closed = (name: string, what: string): FieldError =>
  refuseField(`/post/${name}`, `The creator's TikTok settings allow no ${what}. Switch it off.`);

const refuseInteractions = ({ options, mediaKind }: Direct, info: CreatorInfo): FieldError[] => {
  const isVideo = mediaKind === 'video';
  return [
    ...(options.allowComment === true && info.isCommentDisabled ? [closed('allowComment', 'comments')] : []),
    ...(isVideo && options.allowDuet === true && info.isDuetDisabled ? [closed('allowDuet', 'duets')] : []),
    ...(isVideo && options.allowStitch === true && info.isStitchDisabled
      ? [closed('allowStitch', 'stitches')]
      : []),
  ];
};

const refuseDuration = (
  { mediaKind }: Direct,
  { maxVideoSeconds }: CreatorInfo,
  seconds: number | undefined,
): FieldError[] =>
  mediaKind === 'video' && seconds !== undefined && maxVideoSeconds !== null && seconds > maxVideoSeconds
    ? [
        refuseField(
          '/media/mediaId',
          `The video has ${Math.ceil(seconds)} seconds; this creator may post at most ${maxVideoSeconds}. Shorten it.`,
        ),
      ]
    : [];

/**
 * Everything of a direct order that the creator's present settings do not allow (tiktok-api.md sections 5.1 and 9). How
 * long a video is, is known of a staged one alone; of another the platform finds out.
 */
export const refuseChoices = (
  order: Direct,
  info: CreatorInfo,
  durationSeconds: number | undefined,
): FieldError[] => [
  ...refuseAudience(order, info),
  ...refuseInteractions(order, info),
  ...refuseDuration(order, info, durationSeconds),
];
