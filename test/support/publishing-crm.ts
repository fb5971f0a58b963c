import * as z from 'zod';
import type { RunningStack } from './running-stack.ts';
import type { VideoFile } from './video-file.ts';
import { waitFor } from './wait-for.ts';

const created = z.object({ mediaId: z.string(), partSizeBytes: z.number(), partCount: z.number() });
const signed = z.object({ parts: z.array(z.object({ partNumber: z.number(), url: z.string() })) });
const completed = z.looseObject({ mediaId: z.string(), usable: z.boolean(), problems: z.array(z.unknown()) });
const uploaded = z.object({ postId: z.string(), status: z.string() });
const post = z.looseObject({
  postId: z.string(),
  publishId: z.string().nullable(),
  status: z.string(),
  postIds: z.array(z.string()),
});

export type ShownPost = z.infer<typeof post>;

/** A CRM that publishes through the local stack, with nothing but its HTTP API. */
export interface PublishingCrm {
  /** Connects a creator of the simulator's by consent; gives the account's id. */
  connect(username: string): Promise<string>;
  /** Stages a video part by part, by the signed addresses; gives its id, or what the API answered instead. */
  stage(video: VideoFile, fileName?: string): Promise<string>;
  /** Asks for a post; throws with the problem when it is refused. */
  publish(body: object, key?: string): Promise<string>;
  read(postId: string): Promise<ShownPost>;
  /** Waits until the post is in one of these states. */
  waitFor(postId: string, states: readonly string[], timeoutMs?: number): Promise<ShownPost>;
}

const expectStatus = (answer: { status: number; body: unknown }, status: number): unknown => {
  if (answer.status !== status) throw new Error(`Answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

export const createCrm = (stack: RunningStack): PublishingCrm => {
  const api = '/api/tiktok';
  const read = async (postId: string) =>
    post.parse(expectStatus(await stack.call('GET', `${api}/status/${encodeURIComponent(postId)}`), 200));
  return {
    read,
    connect: async (username) => {
      const begun = await fetch(`${stack.url}/api/auth/tiktok`, {
        headers: { authorization: `Bearer ${stack.token}` },
      });
      const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const page = new URL(
        z.object({ authorizationUrl: z.string() }).parse(await begun.json()).authorizationUrl,
      );
      page.searchParams.set('sim_user', username);
      page.searchParams.set('sim_decision', 'approve');
      const back = (await fetch(page, { redirect: 'manual' })).headers.get('location') ?? '';
      const end = await fetch(back, { redirect: 'manual', headers: { cookie } });
      const accountId = new URL(end.headers.get('location') ?? '', stack.url).searchParams.get('accountId');
      if (accountId === null) throw new Error(`Not connected: ${end.headers.get('location')}`);
      return accountId;
    },
    stage: async (video, fileName = 'clip.mp4') => {
      const file = { fileName, contentType: 'video/mp4', sizeBytes: video.sizeBytes };
      const { mediaId, partSizeBytes, partCount } = created.parse(
        expectStatus(await stack.call('POST', `${api}/media`, file), 201),
      );
      const parts: { partNumber: number; etag: string }[] = [];
      for (let partNumber = 1; partNumber <= partCount; partNumber += 1) {
        const asked = await stack.call('POST', `${api}/media/${mediaId}/parts`, {
          partNumbers: [partNumber],
        });
        const [address] = signed.parse(expectStatus(asked, 200)).parts;
        const first = (partNumber - 1) * partSizeBytes;
        const body = new Uint8Array(video.slice(first, Math.min(video.sizeBytes, first + partSizeBytes)));
        const put = await fetch(address?.url ?? '', { method: 'PUT', body });
        parts.push({ partNumber, etag: put.headers.get('etag') ?? '' });
      }
      const done = await stack.call('POST', `${api}/media/${mediaId}/complete`, { parts });
      const { usable, problems } = completed.parse(expectStatus(done, 200));
      if (!usable) throw new Error(`Not usable: ${JSON.stringify(problems)}`);
      return mediaId;
    },
    publish: async (body, key) => {
      const response = await fetch(`${stack.url}${api}/upload`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${stack.token}`,
          'content-type': 'application/json',
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        body: JSON.stringify(body),
      });
      const answer = { status: response.status, body: await response.json() };
      return uploaded.parse(expectStatus(answer, 202)).postId;
    },
    waitFor: (postId, states, timeoutMs = 60_000) =>
      waitFor(
        `the post to be ${states.join(' or ')}`,
        async () => {
          const shown = await read(postId);
          return states.includes(shown.status) && shown;
        },
        timeoutMs,
      ),
  };
};
