import type { ActiveFault, FaultAction } from '../../infra/local/tiktok-simulator/fault-book.ts';
import type { PostKind } from './publish-posts.ts';
import type { PublishWorld } from './publish-world.ts';
import type { ConnectedAccount } from './token-world.ts';

export const creatorInfoPath = '/v2/post/publish/creator_info/query/';

/** Where the init of a post goes. */
const initPathOf = (kind: PostKind): string => {
  if (kind.endsWith('photos')) return '/v2/post/publish/content/init/';
  return kind.startsWith('inbox') ? '/v2/post/publish/inbox/video/init/' : '/v2/post/publish/video/init/';
};

/** Lets something happen to the next init of such a post of an account, or to so many. */
export const strikeInit = (
  world: Pick<PublishWorld, 'simulator'>,
  account: ConnectedAccount,
  kind: PostKind,
  action: FaultAction,
  times: number | null = 1,
): ActiveFault =>
  world.simulator.control.addFault({
    match: { path: initPathOf(kind), openId: account.openId },
    times,
    action,
  });

/** An answer of TikTok's own making, to a call that has no effect. */
export const answerWith = (value: unknown, status = 200): FaultAction => ({
  kind: 'answer',
  status,
  body: typeof value === 'string' ? value : JSON.stringify(value),
});

/** TikTok's refusal by a code, with the id that its support asks for. */
export const refuseWith = (code: string, status: number): FaultAction =>
  answerWith({ data: {}, error: { code, message: 'No.', log_id: `log of ${code}` } }, status);
