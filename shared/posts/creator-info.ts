import { Failure } from '../core/failure.ts';
import { isId } from '../core/ids.ts';
import type { AccountRow } from '../database/accounts.ts';
import type { Quota } from '../database/quota.ts';
import type { RateCalls } from '../database/rate-calls.ts';
import { type Platform, PlatformError } from '../platforms/platform.ts';
import type { PostRules } from '../platforms/post-rules.ts';
import type { CreatorInfo, CreatorInfoAnswer, PostingPlatform } from '../platforms/posting.ts';
import type { RefreshDependencies } from '../tokens/refresh-account.ts';
import { explainState } from '../tokens/state-reason.ts';
import { type AccountName, withAccessToken } from '../tokens/with-access-token.ts';
import { failureOf, throttledForMs } from './platform-failure.ts';
import { type CapDependencies, learnCap } from './quota.ts';
import { takeCall } from './take-call.ts';

export interface CreatorInfoDependencies extends RefreshDependencies, CapDependencies {
  readonly platform: Platform & PostingPlatform;
  readonly rules: Pick<PostRules, 'scopes'>;
  readonly calls: RateCalls;
}

/** Whose creator info: for a session, its own user's account alone. */
export interface CreatorName extends AccountName {
  readonly onlyUserId?: string | undefined;
  /** The account, when it has just been read. */
  readonly known?: AccountRow | undefined;
}

/** Nothing can be posted directly now: why, and until when, if that is known. */
export interface CannotPost {
  readonly canPost: false;
  /** Null when the platform told nothing but its reason. */
  readonly info: CreatorInfo | null;
  readonly code: string;
  readonly logId: string | undefined;
  /** A sentence for a person. */
  readonly reason: string;
  readonly until: Date | null;
}

/** What a creator may choose from now, or why nothing can be posted; and what the limits leave. */
export type CreatorPosting = ({ readonly canPost: true; readonly info: CreatorInfo } | CannotPost) & {
  readonly quota: Quota;
  readonly fetchedAt: Date;
};

const notFound = () =>
  new Failure('account_not_found', { detail: 'There is no account with this accountId here.' });

const scopeMissing = (scope: string) =>
  new Failure('account_scope_missing', {
    detail: `The creator has not granted "${scope}", which posting directly needs. Connect the account again and grant it.`,
  });

const demandUsable = async (
  { tokens, rules }: CreatorInfoDependencies,
  { tenant, accountId, onlyUserId, known }: CreatorName,
): Promise<void> => {
  const account = known ?? (isId(accountId) ? await tokens.read(tenant, accountId) : undefined);
  const isVisible = onlyUserId === undefined || account?.userId === onlyUserId;
  if (account === undefined || !isVisible) throw notFound();
  if (account.state !== 'connected')
    throw new Failure('account_not_connected', { detail: explainState(account) });
  // Creator info is for direct posts, and asks for their scope (tiktok-api.md section 5.1).
  if (!account.grantedScopes.includes(rules.scopes.direct)) throw scopeMissing(rules.scopes.direct);
};

/** A caller waits for the answer, so another worker's refresh is not waited for as long as elsewhere. */
const question = { lifeNeededMs: 30_000, waitMs: 5_000, beginWithinMs: 2_000 } as const;

/** The call is taken at the last moment: it counts from then, and a token may have to be renewed first. */
const ask = async (dependencies: CreatorInfoDependencies, name: CreatorName): Promise<CreatorInfoAnswer> => {
  const { platform, calls, chance } = dependencies;
  try {
    return await withAccessToken(
      dependencies,
      name,
      async (accessToken) => {
        await takeCall(calls, name, 'creator_info');
        return platform.fetchCreatorInfo(accessToken);
      },
      question,
    );
  } catch (error) {
    if (error instanceof PlatformError && error.errorClass === 'throttled') {
      await calls.block(name, 'creator_info', throttledForMs(chance()));
    }
    throw failureOf(error, platform);
  }
};

/**
 * So long after a cap was learned the platform's word that the creator can post ends it; before, the two may come of parts
 * of the platform that do not know of each other yet, and asking again would only meet the cap.
 */
const capHoldsMs = 15 * 60_000;

/** What the limits leave, without the caps that the platform has just not confirmed. */
const endOldCaps = async (
  { caps, capCodes, quotas, clock }: CreatorInfoDependencies,
  { tenant, accountId }: AccountName,
): Promise<Quota> => {
  const quota = await quotas.readOne(tenant, accountId, clock());
  const ended = [
    quota.dailyPosts.reached && (await caps.end({ tenant, accountId }, capCodes.dailyPosts, capHoldsMs)),
    quota.activeCreators.reached && (await caps.end('app', capCodes.activeCreators, capHoldsMs)),
  ];
  return ended.includes(true) ? quotas.readOne(tenant, accountId, clock()) : quota;
};

/** The cap that keeps direct posts of the account back, if there is one. */
const capInForce = (quota: Quota, capCodes: CapDependencies['capCodes']) => {
  if (quota.dailyPosts.reached) return { code: capCodes.dailyPosts, until: quota.dailyPosts.until };
  if (quota.activeCreators.reached)
    return { code: capCodes.activeCreators, until: quota.activeCreators.until };
  return undefined;
};

/**
 * Asks the platform what a creator may choose from now, and whether a post of theirs would be taken at all, by its word and
 * by the caps that were learned of it. Counts against the account's calls of a minute.
 *
 * Throws `account_not_found`, also for another user's account, `account_not_connected`, `account_scope_missing`,
 * `rate_limited` with the time to wait, `platform_unavailable`, `platform_refused`, and what `withAccessToken` throws.
 */
export const fetchCreatorInfo = async (
  dependencies: CreatorInfoDependencies,
  name: CreatorName,
): Promise<CreatorPosting> => {
  const { platform, quotas, capCodes, clock } = dependencies;
  await demandUsable(dependencies, name);
  const answer = await ask(dependencies, name);
  const fetchedAt = clock();
  const explain = (code: string) => platform.explainPostReason(code).sentence;
  if (!answer.canPost) {
    const { code, logId } = answer;
    const until = (await learnCap(dependencies, name, code)) ?? null;
    const quota = await quotas.readOne(name.tenant, name.accountId, fetchedAt);
    return { canPost: false, info: null, code, logId, reason: explain(code), until, quota, fetchedAt };
  }
  const { info } = answer;
  const quota = await endOldCaps(dependencies, name);
  const cap = capInForce(quota, capCodes);
  if (cap === undefined) return { canPost: true, info, quota, fetchedAt };
  return { canPost: false, info, logId: undefined, ...cap, reason: explain(cap.code), quota, fetchedAt };
};
