import { listPosts as route } from '../../shared/contract/routes/list-posts.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createPostList, type PostList } from '../../shared/database/post-list.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { viewerOf } from '../../shared/http/viewer.ts';
import type { PostWords } from '../../shared/platforms/posting.ts';
import { postWords } from '../../shared/platforms/tiktok/post-words.ts';
import { pagePosts } from '../../shared/posts/page-posts.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: { list: PostList; words: PostWords } & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, query }) => ({
    status: 200,
    body: await pagePosts(dependencies, viewerOf(caller), query),
  }));

export const handler = start(
  async () =>
    create({
      list: createPostList(await openDatabase(process.env)),
      words: postWords,
      clock: systemClock,
      log: createLog(),
    }),
  answerUnopened(createLog),
);
