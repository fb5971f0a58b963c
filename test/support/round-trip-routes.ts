import { crmOrigin } from './api.ts';
import { openBrowser } from './browser.ts';
import { grantAccount } from './granted-accounts.ts';
import { createUpload, readVector, sendFile, stageFile } from './media-api.ts';
import { type Asked, type CountedApi, startCountedApi } from './round-trip-api.ts';
import type { CountedWorld, Scenario } from './round-trip-scenarios.ts';
import { insertStoredPost, type StoredPostWish } from './stored-posts.ts';
import { directVideo, inboxVideo, withFile } from './upload-forms.ts';
import { openCreator, stage, uploadPath } from './uploads.ts';

const video = { fileName: 'film.mp4', bytes: readVector('index-first.mp4') };

/** Writes a scenario: a CRM's request, and what has to be there before it. */
type Write = (operationId: string, kind: string, ask: () => Promise<Asked>) => Scenario;

const get = (target: string) => ({ method: 'GET', target, status: 200 }) as const;
const post = (target: string, json?: object, status = 200) => ({
  method: 'POST',
  target,
  status,
  ...(json === undefined ? {} : { json }),
});

const connectionRoutes = ({ api }: CountedApi, write: Write): Scenario[] => [
  write('start-authorization', '', async () =>
    get(`/api/auth/tiktok?${new URLSearchParams({ returnTo: `${crmOrigin}/creators` })}`),
  ),
  write('complete-authorization', '', async () => {
    await api.database.superuser`truncate oauth_accounts`;
    const browser = openBrowser(api);
    const target = await browser.consent(await browser.begin(await api.token()));
    return { ...get(target), status: 302, token: undefined, cookies: browser.cookies };
  }),
  write('get-connection-status', '', async () => {
    await grantAccount(api);
    return get('/api/platforms/tiktok/status');
  }),
  write('disconnect', '', async () => {
    const { id: accountId } = await grantAccount(api);
    await insertStoredPost(api.database.superuser, { account: accountId, state: 'queued' });
    return post('/api/platforms/tiktok/disconnect', { accountId });
  }),
  write('get-creator-info', '', async () => {
    const { id } = await openCreator(api);
    return get(`/api/tiktok/creator-info?accountId=${id}`);
  }),
  write('run-token-refresh', 'none due', async () => {
    await api.database.superuser`truncate oauth_accounts`;
    return { ...post('/api/workers/token-refresh'), token: await api.token({ scope: 'operate' }) };
  }),
  write('run-token-refresh', 'one due', async () => {
    await api.database.superuser`truncate oauth_accounts`;
    await grantAccount(api);
    await api.advance(91 * 60_000);
    return { ...post('/api/workers/token-refresh'), token: await api.token({ scope: 'operate' }) };
  }),
  write('get-health', '', async () => ({ ...get('/api/health'), token: undefined })),
];

const mediaRoutes = ({ api }: CountedApi, write: Write): Scenario[] => [
  write('create-media', '', async () => {
    const { fileName, bytes } = video;
    const file = { fileName, contentType: 'video/mp4', sizeBytes: bytes.length };
    return post('/api/tiktok/media', file, 201);
  }),
  write('sign-media-parts', '', async () => {
    const mediaId = await createUpload(api, video);
    return post(`/api/tiktok/media/${mediaId}/parts`, { partNumbers: [1] });
  }),
  write('complete-media', '', async () => {
    const { mediaId, parts } = await sendFile(api, video);
    return post(`/api/tiktok/media/${mediaId}/complete`, { parts });
  }),
  write('delete-media', '', async () => {
    const { mediaId } = await stageFile(api, video);
    return { method: 'DELETE', target: `/api/tiktok/media/${mediaId}`, status: 204 };
  }),
];

const postRoutes = ({ api, origin }: CountedApi, write: Write): Scenario[] => {
  const { superuser } = api.database;
  const insert = (wish: StoredPostWish) => insertStoredPost(superuser, { user: 'user-1', ...wish });
  let keys = 0;
  return [
    write('upload', 'draft by address', async () => {
      const { id: accountId } = await openCreator(api);
      return post(uploadPath, { ...inboxVideo, accountId }, 202);
    }),
    write('upload', 'direct by address', async () => {
      const { id: accountId } = await openCreator(api);
      return post(uploadPath, { ...directVideo, accountId }, 202);
    }),
    write('upload', 'direct, staged, under a key', async () => {
      const { id: accountId } = await openCreator(api);
      const form = { ...withFile(directVideo, await stage(api)), accountId };
      keys += 1;
      return { ...post(uploadPath, form, 202), headers: { 'idempotency-key': `key-${keys}` } };
    }),
    write('get-post-status', '', async () =>
      get(`/api/tiktok/status/${await insert({ state: 'processing' })}`),
    ),
    write('list-posts', '', async () => {
      await insert({ state: 'processing' });
      return get('/api/tiktok/posts?limit=10');
    }),
    write('cancel-post', 'in the line', async () =>
      post(`/api/tiktok/posts/${await insert({ state: 'queued', dueAt: api.now() })}/cancel`),
    ),
    write('cancel-post', 'at TikTok', async () => {
      const { postId } = await origin.startPull((await grantAccount(api)).id);
      return post(`/api/tiktok/posts/${postId}/cancel`);
    }),
    write('resolve-post', '', async () => {
      const id = await insert({ state: 'outcome_unknown', dueAt: api.now() });
      return post(`/api/tiktok/posts/${id}/resolve`, { outcome: 'published' });
    }),
  ];
};

/** A typical request of each route that uses the database, each through the authorizer, the edge and its function. */
export const openRouteScenarios = async (): Promise<CountedWorld> => {
  const counted = await startCountedApi();
  const { api } = counted;
  const write: Write = (operationId, kind, ask) => ({
    operationId,
    kind,
    prepare: async () => {
      const asked = await ask();
      const token = 'token' in asked ? asked.token : await api.token();
      return () => counted.request(operationId, { ...asked, token });
    },
  });
  return {
    ...counted,
    scenarios: [
      ...connectionRoutes(counted, write),
      ...mediaRoutes(counted, write),
      ...postRoutes(counted, write),
    ],
  };
};
