import { getPostStatus as route } from '../../shared/contract/routes/get-post-status.ts';
import { systemClock } from '../../shared/core/clock.ts';
import { createLog } from '../../shared/core/log.ts';
import { createPostList, type PostList } from '../../shared/database/post-list.ts';
import { answerUnopened, type EdgeDependencies, endpoint } from '../../shared/http/endpoint.ts';
import { viewerOf } from '../../shared/http/viewer.ts';
import type { PostWords } from '../../shared/platforms/posting.ts';
import { postWords } from '../../shared/platforms/tiktok/post-words.ts';
import { findPost } from '../../shared/posts/find-post.ts';
import { showPost } from '../../shared/posts/show-post.ts';
import { openDatabase } from '../from-environment.ts';
import { start } from '../start.ts';

export const create = (dependencies: { list: PostList; words: PostWords } & EdgeDependencies) =>
  endpoint(
    route,
    dependencies,
  )(async ({ caller, params }) => {
    const found = await findPost(dependencies.list, viewerOf(caller), params.publishId);
    return { status: 200, body: showPost(found, dependencies.words) };
  });

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
