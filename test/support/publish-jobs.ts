import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '../../shared/database/client.ts';
import { createDuePostStore } from '../../shared/database/due-posts.ts';
import { createLearnedCaps } from '../../shared/database/learned-caps.ts';
import { createPostEventStore } from '../../shared/database/post-events.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { createQuotaStore } from '../../shared/database/quota.ts';
import { createRateCalls } from '../../shared/database/rate-calls.ts';
import { createSubmissionStore } from '../../shared/database/submission.ts';
import type { MediaReader } from '../../shared/media/media-store.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import type { PostingPlatform } from '../../shared/platforms/posting.ts';
import { readStoredEvent } from '../../shared/platforms/tiktok/event.ts';
import { tiktokRateLimits, tiktokSubmissionLimits } from '../../shared/platforms/tiktok/limits.ts';
import { postRules } from '../../shared/platforms/tiktok/post-rules.ts';
import { fetchCreatorInfo } from '../../shared/posts/creator-info.ts';
import { takeParkedEvents } from '../../shared/posts/parked-events.ts';
import type { PollDependencies } from '../../shared/posts/poll-post.ts';
import type { PromoteDependencies } from '../../shared/posts/promote-scheduled.ts';
import { learnCap } from '../../shared/posts/quota.ts';
import type { ReconcileDependencies } from '../../shared/posts/reconcile-posts.ts';
import { type SubmitDependencies, submitLeaseMs } from '../../shared/posts/settle-submission.ts';
import { signPhotos } from '../../shared/posts/sign-photos.ts';
import type { Send } from '../../shared/queue/sqs.ts';
import type { RefreshDependencies } from '../../shared/tokens/refresh-account.ts';
import { signStaged, stagedUrl } from './publish-media.ts';

/** What the jobs of publishing depend on, all of them together. */
export type PublishJob = SubmitDependencies & PollDependencies & ReconcileDependencies & PromoteDependencies;

/** What a test decides of it. */
export interface PublishParts extends RefreshDependencies {
  readonly platform: Platform & PostingPlatform;
  readonly media: MediaReader;
  readonly sendToSubmit: Send;
  readonly sendTransfer: Send;
  readonly sendToProgress: Send;
}

/** Composes the jobs of publishing as their entries do, over one pool of connections. */
export const composePublishJob = (sql: Sql, parts: PublishParts): PublishJob => {
  const { clock, media, platform } = parts;
  const calls = createRateCalls(sql, tiktokRateLimits);
  const { capCodes } = tiktokSubmissionLimits;
  const caps = {
    quotas: createQuotaStore(sql, tiktokSubmissionLimits),
    caps: createLearnedCaps(sql),
    capCodes,
    clock,
  };
  const creator = { ...parts, ...caps, calls, rules: postRules };
  const events = {
    platform: platform.id,
    readStoredEvent,
    clock,
    count: parts.count,
    postEvents: createPostEventStore(sql),
  };
  const nameOf = ({ tenantId, accountId }: { tenantId: string; accountId: string }) => ({
    tenant: tenantId,
    accountId,
  });
  return {
    ...parts,
    posts: createPostStore(sql),
    duePosts: createDuePostStore(sql),
    submissions: createSubmissionStore(sql),
    limits: tiktokSubmissionLimits,
    submitLeaseMs,
    fetchCreatorInfo: (name) => fetchCreatorInfo(creator, name),
    signPhotos: (keys) => signPhotos({ media, mediaUrl: stagedUrl, signMedia: signStaged }, keys),
    learnCap: (name, code) => learnCap(caps, name, code),
    // Whether a pause is as long as it should be is no test's question.
    pause: async (ms) => void (await pause(Math.min(ms, 100))),
    blockInits: (name, forMs) => calls.block(name, 'init', forMs),
    takeStatusCall: async (post) => {
      const taking = await calls.take(nameOf(post), 'status');
      return taking.taken ? 'taken' : new Date(clock().getTime() + taking.waitMs);
    },
    blockStatusCalls: (post, forMs) => calls.block(nameOf(post), 'status', forMs),
    takeParkedEvents: (publishId) => takeParkedEvents(events, publishId),
  };
};
