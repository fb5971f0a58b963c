import { Failure, type FieldError } from '../core/failure.ts';
import type { PostRules } from '../platforms/post-rules.ts';
import { explainUnverified, findProperty } from './media-address.ts';
import { hasPhotos, readMedia } from './order-media.ts';
import { readOptions, refuseOptions } from './order-options.ts';
import type { PostingSettings } from './posting-settings.ts';
import { type Order, type OrderMedia, postRefused, refuseField, type UploadForm } from './upload-form.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** What is due within a minute is not scheduled but sent: promotion looks once a minute. */
export const publishAtLeastMs = minuteMs;
/**
 * The creator agrees to a caption, an audience and a label today; two months is as far as that is taken to reach, and well
 * within the half-year that a connection lives without its creator (tiktok-api.md section 2.1).
 */
export const publishAtMostMs = 60 * dayMs;

const refuseTime = (publishAt: string | undefined, now: Date): FieldError[] => {
  if (publishAt === undefined) return [];
  const aheadMs = Date.parse(publishAt) - now.getTime();
  if (aheadMs >= publishAtLeastMs && aheadMs <= publishAtMostMs) return [];
  return [
    refuseField('/publishAt', 'It must lie from one minute to 60 days ahead. Leave it out to post at once.'),
  ];
};

const refuseConsent = ({ mode, consent, post }: UploadForm): FieldError[] => {
  if (mode === 'inbox') {
    return consent === undefined
      ? []
      : [refuseField('/consent', 'The creator of a draft agrees in the TikTok app. Leave it out.')];
  }
  const music =
    consent?.musicUsage === true
      ? []
      : [
          refuseField(
            '/consent/musicUsage',
            'A post is sent once its creator has agreed to TikTok’s Music Usage Confirmation: it must be true.',
          ),
        ];
  const isBranded = post?.brandedContent === true;
  const policy =
    !isBranded || consent?.brandedContentPolicy === true
      ? []
      : [
          refuseField(
            '/consent/brandedContentPolicy',
            'Branded content is sent once its creator has agreed to TikTok’s Branded Content Policy: it must be true.',
          ),
        ];
  return [...music, ...policy];
};

/** Where staged photos are served; without it TikTok, which fetches photos alone, could not. */
const requireMediaDomain = (media: OrderMedia, { mediaUrl }: PostingSettings): void => {
  if (media.kind !== 'photo_media' || mediaUrl !== undefined) return;
  const detail =
    'TikTok fetches photos itself, from a verified domain, and this deployment has none. Its operator sets domainName, certificateArn and mediaPublicKey, deploys, puts the private key where the README says, and verifies the domain in TikTok’s developer portal: by a DNS record, or as the URL prefix https://<domainName>/ with its file under the setting verificationFiles. Until then, send photoUrls on a verified property.';
  throw new Failure('media_domain_missing', {
    detail,
    errors: [refuseField('/media/photoMediaIds', 'Staged photos need a media domain.')],
  });
};

const requireVerified = (media: OrderMedia, { verifiedProperties }: PostingSettings): void => {
  const addresses =
    media.kind === 'video_url'
      ? [{ pointer: '/media/videoUrl', url: media.videoUrl }]
      : media.kind === 'photo_urls'
        ? media.photoUrls.map((url, index) => ({ pointer: `/media/photoUrls/${index}`, url }))
        : [];
  const strange = addresses.filter(({ url }) => findProperty(url, verifiedProperties) === undefined);
  if (strange.length === 0) return;
  throw new Failure('url_not_verified', {
    detail: explainUnverified(verifiedProperties),
    errors: strange.map(({ pointer }) => refuseField(pointer, 'It lies under no verified property.')),
  });
};

/**
 * Reads a form into an order: decides by mode and media what belongs to it, and refuses what the platform would refuse or
 * ignore, as far as it can be told without asking anybody. Throws `post_refused` naming every such field, then
 * `url_not_verified` or `media_domain_missing`.
 */
export const readOrder = (
  form: UploadForm,
  rules: PostRules,
  settings: PostingSettings,
  now: Date,
): Order => {
  const { mode, post = {}, reference, publishAt } = form;
  const { media, errors: mediaErrors } = readMedia(form.media, rules);
  const kind = { mode, mediaKind: hasPhotos(form.media) ? 'photos' : 'video' } as const;
  const errors = [
    ...mediaErrors,
    ...refuseOptions(post, kind, rules),
    ...refuseConsent(form),
    ...refuseTime(publishAt, now),
  ];
  if (media === undefined || errors.length > 0) throw postRefused(errors);
  requireVerified(media, settings);
  requireMediaDomain(media, settings);
  return {
    accountId: form.accountId,
    ...kind,
    source: form.media.source,
    media,
    options: readOptions(post, kind),
    consent:
      mode === 'direct' ? { brandedContentPolicy: form.consent?.brandedContentPolicy === true } : undefined,
    reference: reference ?? null,
    publishAt: publishAt === undefined ? null : new Date(publishAt),
  };
};
