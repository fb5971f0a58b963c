import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '../../shared/core/secret.ts';
import type { Answer } from './answer.ts';
import type { Api } from './api.ts';
import { revealAccessToken } from './rows.ts';
import { insertStoredPost } from './stored-posts.ts';

export const cancelPath = '/v2/post/publish/cancel/';

/** An id of a post that is nowhere. */
export const noPostId = '01990000-0000-7000-8000-000000000000';

/** Asks where a post stands, by our id or by TikTok's. */
export const askStatus = async (api: Api, name: string, token?: string): Promise<Answer> =>
  api.request('GET', `/api/tiktok/status/${encodeURIComponent(name)}`, {
    token: token ?? (await api.token()),
  });

export const listPosts = async (
  api: Api,
  query: Readonly<Record<string, string>> = {},
  token?: string,
): Promise<Answer> => {
  const search = new URLSearchParams(query);
  return api.request('GET', `/api/tiktok/posts${search.size === 0 ? '' : `?${search}`}`, {
    token: token ?? (await api.token()),
  });
};

export const cancel = async (api: Api, postId: string, token?: string): Promise<Answer> =>
  api.request('POST', `/api/tiktok/posts/${encodeURIComponent(postId)}/cancel`, {
    token: token ?? (await api.token()),
  });

export const resolve = async (
  api: Api,
  postId: string,
  outcome: unknown = 'published',
  token?: string,
): Promise<Answer> =>
  api.request('POST', `/api/tiktok/posts/${encodeURIComponent(postId)}/resolve`, {
    token: token ?? (await api.token()),
    json: { outcome },
  });

/** Whoever does not see what user-1 of tenant-a posted. */
export const strangersTo = (
  api: Api,
  openSession: (userId: string, tenant?: string) => Promise<string>,
): Readonly<Record<string, () => Promise<string>>> => ({
  'another tenant’s CRM': () => api.token({ tenant: 'tenant-b' }),
  'a CRM without a named tenant': () => api.token({ claims: { tenant: undefined } }),
  'a session of another user of the tenant': () => openSession('user-2'),
  'a session of another tenant’s user of the same name': () => openSession('user-1', 'tenant-b'),
});

export interface PullOrigin {
  /** A pull that TikTok has taken for an account, with the post that we have of it. */
  startPull(accountId: string): Promise<{ postId: string; publishId: string }>;
  close(): Promise<void>;
}

/** A verified origin that TikTok can pull a video from. */
export const openPullOrigin = async (api: Api): Promise<PullOrigin> => {
  const server = createServer((_, response) => response.end(Buffer.alloc(1_000)));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  api.simulator.control.patchApp({
    verifiedProperties: [{ property: 'media.example', servedFrom: `http://127.0.0.1:${port}/` }],
  });
  return {
    startPull: async (account) => {
      const accessToken = new Secret(await revealAccessToken(api, account));
      const { publishId } = await api.product.platform.submit(accessToken, {
        kind: 'inbox_video',
        source: { kind: 'url', url: 'https://media.example/a.mp4' },
      });
      const postId = await insertStoredPost(api.database.superuser, {
        account,
        user: 'user-1',
        mode: 'inbox',
        state: 'processing',
        publishId,
      });
      return { postId, publishId };
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
};

/** What is stored of a post. */
export const readPost = async (api: Api, postId: string) => {
  const [row] = await api.database.superuser`
    select state, reason_code as reason, version, due_at as "dueAt" from tiktok_posts where id = ${postId}`;
  return row;
};

/** What the CRM was told of posts, and by whose doing, oldest first. */
export const readPostNews = async (api: Api) => [
  ...(await api.database.superuser`
    select type, actor, payload->>'before' as before, payload->>'state' as state, payload->>'reason' as reason
    from outbox join audit_log on audit_log.detail = outbox.payload and audit_log.action = outbox.type
    where type like 'post.%' order by outbox.id`),
];
