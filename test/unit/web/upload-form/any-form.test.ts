import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uploadBody } from '../../../../shared/contract/post-schemas.ts';
import { Failure } from '../../../../shared/core/failure.ts';
import type { MediaRow } from '../../../../shared/database/media.ts';
import type { CreatorInfo } from '../../../../shared/platforms/posting.ts';
import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import { refuseChoices } from '../../../../shared/posts/check-choices.ts';
import { checkFiles } from '../../../../shared/posts/check-files.ts';
import { readOrder } from '../../../../shared/posts/check-order.ts';
import { orderOf } from '../../../../shared/posts/order-of.ts';
import type { Order } from '../../../../shared/posts/upload-form.ts';
import type { UploadBody } from '../../../../web/api/operations.ts';
import { bodyOf, stagedIdOf } from '../../../../web/pages/upload/form/body-of.ts';
import { type JudgedForm, judgeDraft } from '../../../../web/pages/upload/form/judge-draft.ts';
import type { ChosenFile } from '../../../../web/pages/upload/model.ts';
import { form } from './any-forms.ts';
import { accountId, now } from './forms.ts';

const asServerKnows = ({ creator: { creator } }: JudgedForm): CreatorInfo => ({
  displayName: creator?.nickname ?? null,
  username: creator?.username ?? null,
  avatarUrl: null,
  privacyOptions: creator?.privacyOptions ?? [],
  isCommentDisabled: creator?.commentDisabled ?? false,
  isDuetDisabled: creator?.duetDisabled ?? false,
  isStitchDisabled: creator?.stitchDisabled ?? false,
  maxVideoSeconds: creator?.maxVideoSeconds ?? null,
});

const rowsOf = (file: ChosenFile | undefined): MediaRow[] => {
  if (file?.staging.kind !== 'staged') return [];
  const { mediaId: id, expiresAt, usable: _, ...media } = file.staging.media;
  const kept = { partSizeBytes: 8_388_608, partCount: 1, uploadId: 'upload', key: 'key', createdAt: now };
  const owned = { tenantId: 'tenant', userId: 'user', etag: 'etag', state: 'ready' } as const;
  return [{ id, ...media, ...kept, ...owned, expiresAt: new Date(expiresAt) }];
};

const settings = { verifiedProperties: ['media.example'] };

const readAsServer = (form: JudgedForm, body: unknown): Order =>
  readOrder(uploadBody.parse(body), postRules, settings, form.now);

/** All that the API would find wrong without asking TikTok. */
const judgeAsServer = (form: JudgedForm, body: UploadBody): string | undefined => {
  const parsed = uploadBody.safeParse(body);
  if (!parsed.success) return parsed.error.message;
  try {
    const order = readAsServer(form, body);
    const [file] = checkFiles(order, rowsOf(form.staged), postRules, form.now);
    const seconds = file?.facts?.durationSeconds ?? undefined;
    const refused = order.mode === 'direct' ? refuseChoices(order, asServerKnows(form), seconds) : [];
    return refused.length === 0 ? undefined : JSON.stringify(refused);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
};

const writeBody = ({ draft, staged }: JudgedForm): UploadBody | undefined => {
  try {
    return bodyOf(draft, accountId, stagedIdOf(staged));
  } catch {
    return undefined;
  }
};

describe('any form that a person can come to', () => {
  test('is let through exactly when the API would take its body', () => {
    let published = 0;
    fc.assert(
      fc.property(form, (judged) => {
        const { problems, mayPublish } = judgeDraft(judged);
        const body = writeBody(judged);

        // Of a switch that says "it promotes something" and not what, the API knows nothing.
        const others = problems.filter(({ code }) => code !== 'disclosure-empty');
        const refused = body === undefined ? 'there is no body' : judgeAsServer(judged, body);
        expect([others.map(({ code }) => code), refused]).toEqual(
          others.length === 0 ? [[], undefined] : [expect.anything(), expect.any(String)],
        );
        if (mayPublish) published += 1;
      }),
      { numRuns: 3_000 },
    );

    expect(published).toBeGreaterThan(300);
  });

  test('has what was chosen for it sent to TikTok, and nothing that was not', () => {
    let directVideos = 0;
    fc.assert(
      fc.property(form, (judged) => {
        fc.pre(judgeDraft(judged).mayPublish && judged.draft.source === 'video-url');
        const { draft } = judged;
        const { options, media, mode } = readAsServer(judged, writeBody(judged));
        if (media.kind !== 'video_url') throw new Error('It became another kind of media.');

        const sent = orderOf({ mode, intent: { media, options }, sizeBytes: null });
        const source = { kind: 'url', url: new URL(draft.videoUrl.trim()).href };
        const { title, privacyLevel, allowComment, allowDuet, allowStitch, isAiGenerated } = draft;
        const ticked = {
          yourBrand: draft.discloses && draft.yourBrand,
          brandedContent: draft.discloses && draft.brandedContent,
        };
        const interactions = { allowComment, allowDuet, allowStitch };
        const post = { title, privacyLevel, ...interactions, ...ticked, isAiGenerated };
        expect(sent).toEqual(
          mode === 'inbox'
            ? { kind: 'inbox_video', source }
            : { kind: 'direct_video', source, post: { ...post, coverTimestampMs: undefined } },
        );
        if (mode === 'direct') directVideos += 1;
      }),
      { numRuns: 200, maxSkipsPerRun: 100 },
    );

    expect(directVideos).toBeGreaterThan(20);
  });
});
