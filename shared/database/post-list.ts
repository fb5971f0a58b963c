import type { Sql } from './client.ts';
import { type PostRow, type PostState, postColumns, type RawPost, readPost } from './posts.ts';
import { queryAs } from './tenant.ts';

/** A post with the handle of its creator, null when it is not known. */
export interface ListedPost {
  readonly post: PostRow;
  readonly username: string | null;
}

/** Whose posts a caller sees: a tenant's, or within it one user's. */
export interface PostViewer {
  readonly tenant: string;
  readonly onlyUserId: string | undefined;
}

export interface PostFilter {
  readonly accountId?: string | undefined;
  readonly state?: PostState | undefined;
  readonly reference?: string | undefined;
}

export interface PostPage {
  readonly posts: readonly ListedPost[];
  /** How many posts there are in each state, whatever state was asked for, among the newest `countedMax`. */
  readonly counts: Readonly<Partial<Record<PostState, number>>>;
  /** False when there may be more than were counted. */
  readonly countsAreComplete: boolean;
}

export interface PostList {
  find(viewer: PostViewer, by: { id: string } | { publishId: string }): Promise<ListedPost | undefined>;
  /** Posts from the newest to the oldest, those before `before`. One round trip, however many posts there are. */
  list(
    viewer: PostViewer,
    filter: PostFilter,
    page: { readonly before: string | undefined; readonly limit: number },
  ): Promise<PostPage>;
}

/** Posts that are counted for a page at most: a tenant may have millions. */
export const countedMax = 10_000;

type Listed = RawPost & { readonly username: string | null };
type PageRow = Partial<Listed> & { readonly counts: Readonly<Partial<Record<PostState, number>>> | null };

const readListed = ({
  username,
  counts: _,
  ...row
}: Listed & Pick<Partial<PageRow>, 'counts'>): ListedPost => ({
  post: readPost(row),
  username,
});

const isPost = (row: PageRow): row is PageRow & Listed => row.id !== undefined && row.id !== null;

const usernameOf = (sql: Sql) =>
  sql`(select username from oauth_accounts where id = post."accountId") as username`;

const narrow = (sql: Sql, { tenant, onlyUserId }: PostViewer, { accountId, reference }: PostFilter) => sql`
  tenant_id = ${tenant}
  ${onlyUserId === undefined ? sql`` : sql`and user_id = ${onlyUserId}`}
  ${accountId === undefined ? sql`` : sql`and account_id = ${accountId}`}
  ${reference === undefined ? sql`` : sql`and reference = ${reference}`}`;

/** Posts as HTTP requests look at them, for the `app` login. */
export const createPostList = (sql: Sql): PostList => ({
  find: async (viewer, by) => {
    const rows = await queryAs<Listed>(
      sql,
      { tenant: viewer.tenant },
      (own) => own`
        select post.*, ${usernameOf(own)}
        from (
          select ${postColumns(own)}
          from tiktok_posts
          where ${'id' in by ? own`id = ${by.id}` : own`publish_id = ${by.publishId}`} and ${narrow(own, viewer, {})}
        ) as post`,
    );
    return rows[0] === undefined ? undefined : readListed(rows[0]);
  },
  list: async (viewer, filter, { before, limit }) => {
    const rows = await queryAs<PageRow>(
      sql,
      { tenant: viewer.tenant },
      (own) => own`
        with page as (
          select ${postColumns(own)}
          from tiktok_posts
          where ${narrow(own, viewer, filter)}
            ${filter.state === undefined ? own`` : own`and state = ${filter.state}`}
            ${before === undefined ? own`` : own`and id < ${before}`}
          order by id desc
          limit ${limit}
        ),
        newest as (
          select state from tiktok_posts where ${narrow(own, viewer, filter)} order by id desc limit ${countedMax}
        ),
        counted as (select state, count(*)::int as many from newest group by state)
        select post.*, (select jsonb_object_agg(state, many) from counted) as counts
        from (values (1)) as one
        left join (select post.*, ${usernameOf(own)} from page as post) as post on true
        order by post.id desc`,
    );
    const counts = rows[0]?.counts ?? {};
    const total = Object.values(counts).reduce((sum, many) => sum + many, 0);
    return {
      posts: rows.filter(isPost).map(readListed),
      counts,
      countsAreComplete: total < countedMax,
    };
  },
});
