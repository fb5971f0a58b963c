import { signAvatarUrl } from '../avatar.ts';
import type { Creator } from '../creators.ts';
import type { Simulation } from '../simulation.ts';
import type { TikTokPost } from './tiktok-post.ts';

interface Facts {
  readonly simulation: Simulation;
  readonly post: TikTokPost;
  readonly creator: Creator;
}

/** Captions are cut at this length (section 4.4). */
const longestText = 150;
const shareUrl = ({ post, creator }: Facts) =>
  `https://www.tiktok.com/@${encodeURIComponent(creator.username)}/${post.media}/${post.postId}`;
const embedLink = ({ post }: Facts) => `https://www.tiktok.com/player/v1/${post.postId}`;
/** Counts that follow from the id, so that they are the same in every answer. */
const count =
  (divisor: number) =>
  ({ post }: Facts) =>
    Math.floor(Number(post.postId.slice(-5)) / divisor);

/** The Video object of section 4.4. Its ids are text and its times seconds, as documented. */
const videoFields: ReadonlyMap<string, (facts: Facts) => unknown> = new Map<
  string,
  (facts: Facts) => unknown
>([
  ['id', ({ post }) => post.postId],
  ['create_time', ({ post }) => Math.floor(post.createdAt / 1_000)],
  // There are no pictures of videos here: the creator's stands in, with an expiry as covers have.
  ['cover_image_url', ({ simulation, creator }) => signAvatarUrl(simulation, creator.username, 720)],
  ['share_url', shareUrl],
  ['video_description', ({ post }) => post.title.slice(0, longestText)],
  ['title', ({ post }) => post.title.slice(0, longestText)],
  ['duration', ({ post }) => post.durationSeconds],
  ['height', ({ post }) => post.heightPx],
  ['width', ({ post }) => post.widthPx],
  ['embed_link', embedLink],
  ['embed_html', (facts) => `<iframe src="${embedLink(facts)}"></iframe>`],
  ['view_count', count(1)],
  ['like_count', count(20)],
  ['comment_count', count(500)],
  ['share_count', count(900)],
  ['is_aigc', ({ post }) => post.isAigc],
]);

/** The fields asked for, or the first one that there is not. */
export function readFields(query: URLSearchParams): { names: string[] } | { unknown: string } {
  const names = (query.get('fields') ?? '').split(',').map((name) => name.trim());
  const unknown = names.find((name) => !videoFields.has(name));
  return unknown === undefined ? { names } : { unknown };
}

export function presentVideo(facts: Facts, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, videoFields.get(name)?.(facts)]));
}
