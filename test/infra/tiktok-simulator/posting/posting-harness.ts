import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { PostingSwitches } from '../../../../infra/local/tiktok-simulator/posting/posting-switches.ts';
import type { Simulator, SimulatorOptions } from '../../../../infra/local/tiktok-simulator/simulator.ts';
import { asRecord, startOfTime, textOf, withSimulator } from '../harness.ts';

export const directPath = '/v2/post/publish/video/init/';
export const inboxPath = '/v2/post/publish/inbox/video/init/';
export const photoPath = '/v2/post/publish/content/init/';
export const creatorInfoPath = '/v2/post/publish/creator_info/query/';
export const statusPath = '/v2/post/publish/status/fetch/';
export const cancelPath = '/v2/post/publish/cancel/';

/** An answer in the common envelope, with its text as it came. */
export interface ApiAnswer {
  status: number;
  text: string;
  code: unknown;
  message: unknown;
  data: Record<string, unknown>;
  /** The keys of the whole answer. */
  keys: string[];
}

/** A simulator with a connected creator. */
export interface PostingWorld {
  simulator: Simulator;
  control: Simulator['control'];
  openId: string;
  /** Calls the API as that creator's app. */
  call: (path: string, body?: unknown, token?: string) => Promise<ApiAnswer>;
  token: string;
  advance: (seconds: number) => Promise<void>;
}

export interface WorldOptions extends SimulatorOptions {
  username?: string;
  scopes?: string[];
  switches?: Partial<PostingSwitches>;
}

/** Runs a test body with a connected creator, @simcreator unless stated, and a frozen clock. */
export const withPosting = (body: (world: PostingWorld) => Promise<void>, options: WorldOptions = {}) => {
  const { username = 'simcreator', scopes, ...rest } = options;
  return withSimulator((simulator) => body(openWorld(simulator, username, scopes)), rest);
};

/** A world in a simulator that runs already. */
export function openWorld(simulator: Simulator, username = 'simcreator', scopes?: string[]): PostingWorld {
  const { control } = simulator;
  const tokens = control.connectCreator(username, scopes);
  return {
    simulator,
    control,
    openId: tokens.open_id,
    token: tokens.access_token,
    call: (path, given, token = tokens.access_token) => callApi(simulator, token, path, given),
    advance: async (seconds) => void (await control.changeClock({ advanceMs: seconds * 1_000 })),
  };
}

export async function callApi(simulator: Simulator, token: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=UTF-8' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = asRecord(JSON.parse(text));
  const error = asRecord(parsed['error']);
  return {
    status: response.status,
    text,
    code: error['code'],
    message: error['message'],
    data: asRecord(parsed['data'] ?? {}),
    keys: Object.keys(parsed),
  };
}

export const postInfo = {
  title: 'Behind the scenes #makingof',
  privacy_level: 'PUBLIC_TO_EVERYONE',
  disable_duet: true,
  disable_stitch: true,
  disable_comment: false,
  brand_content_toggle: false,
  brand_organic_toggle: false,
};

export const fileSource = (videoSize: number, chunkSize = videoSize) => ({
  source: 'FILE_UPLOAD',
  video_size: videoSize,
  chunk_size: chunkSize,
  total_chunk_count: Math.floor(videoSize / chunkSize),
});

export const pullSource = (videoUrl: string) => ({ source: 'PULL_FROM_URL', video_url: videoUrl });

/** The body of a direct init; the changes are of post_info. */
export const directBody = (source: unknown, changes: Record<string, unknown> = {}) => ({
  post_info: { ...postInfo, ...changes },
  source_info: source,
});

export const photoBody = (urls: string[], changes: Record<string, unknown> = {}) => ({
  media_type: 'PHOTO',
  post_mode: 'DIRECT_POST',
  post_info: { ...photoInfo },
  source_info: { source: 'PULL_FROM_URL', photo_cover_index: 0, photo_images: urls },
  ...changes,
});

export const photoInfo = {
  title: 'Three looks',
  description: 'Three looks for autumn #ootd',
  privacy_level: 'PUBLIC_TO_EVERYONE',
  disable_comment: true,
  auto_add_music: true,
  brand_content_toggle: false,
  brand_organic_toggle: true,
};

export const idOf = (answer: ApiAnswer): string => textOf(answer.data['publish_id']);
export const uploadUrlOf = (answer: ApiAnswer): string => textOf(answer.data['upload_url']);
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Bytes that differ from place to place. */
export const someBytes = (sizeBytes: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 31 + (index >> 8)) % 251));

/** The smallest chunk that there can be in a plan of several. */
export const chunkBytes = 5 * 2 ** 20;
/** A file of two chunks, the second with the remainder. */
export const twoChunkFile = someBytes(2 * chunkBytes + 123);

/** Begins the upload of that file for a direct post. */
export async function beginUpload({ call }: PostingWorld): Promise<{ publishId: string; url: string }> {
  const init = await call(directPath, directBody(fileSource(twoChunkFile.length, chunkBytes)));
  return { publishId: idOf(init), url: uploadUrlOf(init) };
}

export interface PutAnswer {
  status: number;
  contentRange: string | undefined;
  headers: IncomingMessage['headers'];
}

/** Sends a part of a file as a chunk; headers given as undefined are left out. */
export function putChunk(
  url: string,
  file: Buffer,
  first: number,
  last: number,
  changes: Record<string, string | undefined> = {},
): Promise<PutAnswer> {
  const headers: Record<string, string> = {};
  const ordinary = {
    'content-type': 'video/mp4',
    'content-length': String(last - first + 1),
    'content-range': `bytes ${first}-${last}/${file.length}`,
  };
  for (const [name, value] of Object.entries({ ...ordinary, ...changes }))
    if (value !== undefined) headers[name] = value;
  return new Promise((resolve, reject) => {
    // A connection of its own: one kept from a simulator that was closed since would fail.
    const call = request(url, { method: 'PUT', headers, agent: false }, (response) => {
      response.resume();
      const { statusCode = 0, headers: answered } = response;
      resolve({ status: statusCode, contentRange: answered['content-range'], headers: answered });
    });
    call.on('error', reject);
    call.end(file.subarray(first, last + 1));
  });
}

/** Uploads a whole file in one chunk. */
export const putWhole = (url: string, file: Buffer) => putChunk(url, file, 0, file.length - 1);

/** Uploads a small file for a fresh direct post, and returns its publish id. */
export async function postVideo(world: PostingWorld, changes: Record<string, unknown> = {}): Promise<string> {
  const file = someBytes(1_000);
  const init = await world.call(directPath, directBody(fileSource(file.length), changes));
  await putWhole(uploadUrlOf(init), file);
  return idOf(init);
}

/** The same for a draft. */
export async function sendDraft(world: PostingWorld): Promise<string> {
  const file = someBytes(1_000);
  const init = await world.call(inboxPath, { source_info: fileSource(file.length) });
  await putWhole(uploadUrlOf(init), file);
  return idOf(init);
}

export const readStatus = (world: PostingWorld, publishId: string) =>
  world.call(statusPath, { publish_id: publishId });

/** The posting events sent so far, as name and content. */
export const eventsOf = ({ control }: Pick<PostingWorld, 'control'>) =>
  control.listWebhooks().map(({ event, bodyBase64 }) => {
    const envelope = asRecord(JSON.parse(Buffer.from(bodyBase64, 'base64').toString()));
    return { event, content: textOf(envelope['content']), openId: envelope['user_openid'] };
  });

export interface Origin {
  url: string;
  requests: { method: string; url: string; host: string; range: string | undefined }[];
}

/** Runs a test body with a web server that stands in for the app's media domain. */
export async function withOrigin(
  serve: (request: IncomingMessage, response: ServerResponse) => void,
  body: (origin: Origin) => Promise<void>,
): Promise<void> {
  const origin: Origin = { url: '', requests: [] };
  const server = createServer((message, response) => {
    const { method = '', url = '', headers } = message;
    origin.requests.push({ method, url, host: headers.host ?? '', range: headers.range });
    serve(message, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin.url = `http://127.0.0.1:${address.port}/`;
  try {
    await body(origin);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

export { startOfTime };
