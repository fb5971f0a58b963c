import { resolvePost as route } from '../../shared/contract/routes/resolve-post.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createPostList } from '../../shared/database/post-list.ts';
import { createPostStore } from '../../shared/database/posts.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { viewerOf } from '../../shared/http/viewer.ts';
import type { PostWords } from '../../shared/platforms/posting.ts';
import { postWords } from '../../shared/platforms/tiktok/post-words.ts';
import { type ResolveDependencies, resolvePost } from '../../shared/posts/resolve-post.ts';
import { showPost } from '../../shared/posts/show-post.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: ResolveDependencies & { words: PostWords } & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, params: { postId }, body: { outcome } }) => {
    const resolution = { postId, outcome, userId: caller.userId };
    const resolved = await resolvePost(dependencies, viewerOf(caller), resolution);
    return { status: 200, body: { post: showPost(resolved, dependencies.words) } };
  });

export const handler = start(async () => {
  const sql = await openDatabase(process.env);
  return create({
    list: createPostList(sql),
    posts: createPostStore(sql),
    words: postWords,
    clock: systemClock,
    log: createLog(),
  });
}, answerUnopened(createLog));
