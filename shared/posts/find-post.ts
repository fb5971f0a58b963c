import { isId } from '../core/ids.ts';
import type { ListedPost, PostList, PostViewer } from '../database/post-list.ts';
import { postNotFound } from './change-post.ts';

/**
 * A post that the viewer can see, by our id or by the platform's. Throws `post_not_found`, also for another tenant's or
 * user's post.
 */
export const findPost = async (list: PostList, viewer: PostViewer, name: string): Promise<ListedPost> => {
  const found = await list.find(viewer, isId(name) ? { id: name } : { publishId: name });
  if (found === undefined) throw postNotFound();
  return found;
};

/** The same by our id alone, for whoever is about to change it. */
export const findOwnPost = async (
  list: PostList,
  viewer: PostViewer,
  postId: string,
): Promise<ListedPost> => {
  if (!isId(postId)) throw postNotFound();
  return findPost(list, viewer, postId);
};
