import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import { publishAtLeastMs, publishAtMostMs } from '../../../../shared/posts/check-order.ts';
import type { CreatorPosting } from '../../../api/operations.ts';
import type { ChosenFile, Draft } from '../model.ts';
import { fieldNames } from './fields.ts';
import { judgeChoices } from './judge-choices.ts';
import { judgeMedia, postBefore } from './judge-media.ts';
import type { Problem } from './problem.ts';
import { readLocalTime } from './publish-time.ts';

/** All that decides whether a form may be published. */
export interface JudgedForm {
  readonly draft: Draft;
  readonly creator: CreatorPosting;
  readonly staged: ChosenFile | undefined;
  /** What the creator granted; undefined when that is not known, and the API's to say. */
  readonly scopes: readonly string[] | undefined;
  /** Whether the account has to be connected again before anything can be sent for it. */
  readonly isAccountLost?: boolean;
  readonly now: Date;
}

export interface Judgement {
  /** In the order of the page. */
  readonly problems: readonly Problem[];
  readonly mayPublish: boolean;
}

/** The time that the post is to be sent at; undefined for now, and while none is chosen. */
export const publishTimeOf = ({ isScheduled, publishAtLocal }: Draft): Date | undefined =>
  isScheduled ? readLocalTime(publishAtLocal) : undefined;

/** Drafts too: TikTok refuses both of a creator whom it has banned (tiktok-api.md section 5.3). */
const bannedCode = 'spam_risk_user_banned_from_posting';

/**
 * Whether what keeps the creator from posting keeps this post back (section 9, point 3). One that goes out after the time
 * at which it ends is taken by the API, when the creator could choose its audience.
 */
export const isKeptBack = (
  draft: Draft,
  { canPostNow, canPostAt, code, creator }: CreatorPosting,
): boolean => {
  if (canPostNow) return false;
  if (draft.mode === 'inbox') return code === bannedCode;
  const time = publishTimeOf(draft);
  return (
    time === undefined || canPostAt === null || creator === null || time.getTime() < Date.parse(canPostAt)
  );
};

/** The code of creator info that could not be asked for, which takes the permission to post directly. */
const scopeCode = 'account_scope_missing';

/** Whether the creator has not granted what this mode needs, as far as that is known. */
export const lacksScope = (
  mode: Draft['mode'],
  { creator, scopes }: Pick<JudgedForm, 'creator' | 'scopes'>,
): boolean =>
  (scopes !== undefined && !scopes.includes(postRules.scopes[mode])) ||
  (mode === 'direct' && creator.code === scopeCode);

const judgeMode = (form: JudgedForm): Problem[] => {
  const { draft, creator } = form;
  if (lacksScope(draft.mode, form)) return [{ field: 'mode', code: 'scope-missing' }];
  return isKeptBack(draft, creator) ? [{ field: 'mode', code: 'creator-closed' }] : [];
};

const judgeTime = ({ draft, staged, now }: JudgedForm): Problem[] => {
  const field = 'publishAt';
  if (!draft.isScheduled) return [];
  const time = readLocalTime(draft.publishAtLocal);
  if (time === undefined) return [{ field, code: 'time-missing' }];
  const aheadMs = time.getTime() - now.getTime();
  if (aheadMs < publishAtLeastMs) return [{ field, code: 'time-too-soon' }];
  if (aheadMs > publishAtMostMs)
    return [{ field, code: 'time-too-late', values: { until: new Date(now.getTime() + publishAtMostMs) } }];
  const until = draft.source === 'file' ? postBefore(staged) : undefined;
  return until !== undefined && time > until ? [{ field, code: 'time-after-file', values: { until } }] : [];
};

/** Everything for which the form may not be published: what TikTok's rules forbid, and what the API would refuse. */
export const judgeDraft = (form: JudgedForm): Judgement => {
  const { draft, staged, creator, now } = form;
  const problems = [
    ...(form.isAccountLost === true ? [{ field: 'account', code: 'account-lost' } as const] : []),
    ...judgeMedia(draft, staged, creator, now),
    ...judgeMode(form),
    // Of a mode that is not granted nothing is asked for.
    ...(lacksScope(draft.mode, form) ? [] : [...judgeChoices(draft, creator), ...judgeTime(form)]),
  ].toSorted((a, b) => fieldNames.indexOf(a.field) - fieldNames.indexOf(b.field));
  return { problems, mayPublish: problems.length === 0 };
};
