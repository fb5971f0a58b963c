import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { decodeQuietly } from '../http.ts';
import type { Simulation } from '../simulation.ts';
import type { StoredPart } from './media-store.ts';
import type { PublishTask } from './task.ts';

const pathForm = /^\/_simulator\/media\/([^/?]+)\/(\d{1,2})$/;

export const isMediaPath = (url: string): boolean => url.startsWith('/_simulator/media/');

/** Where the control page finds a file of a post that is kept. */
export const mediaPath = (publishId: string, index: number): string =>
  `/_simulator/media/${encodeURIComponent(publishId)}/${index}`;

/** `GET /_simulator/media/{publishId}/{index}`: the bytes of a post as TikTok got them, in ranges as players ask. */
export async function serveMedia(
  simulation: Simulation,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, name = '', index = ''] = pathForm.exec(message.url ?? '') ?? [];
  const task = simulation.store.state.tasks.get(decodeQuietly(name));
  const isOurs = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(message.headers.host ?? '');
  const parts = task === undefined || !isOurs ? [] : listParts(simulation, task, Number(index));
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (task === undefined || sizeBytes === 0) return void response.writeHead(404).end();
  const range = readRange(message.headers.range, sizeBytes);
  response.writeHead(range === null ? 200 : 206, {
    'content-type': typeOf(task, Number(index)),
    'content-length': range === null ? sizeBytes : range.last - range.first + 1,
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; media-src 'self'; sandbox",
    ...(range === null ? {} : { 'content-range': `bytes ${range.first}-${range.last}/${sizeBytes}` }),
  });
  await send(response, parts, range ?? { first: 0, last: sizeBytes - 1 });
}

function listParts({ posting }: Simulation, { publishId }: PublishTask, index: number): StoredPart[] {
  return posting.media.list({ publishId, index });
}

/** Only pictures and videos are what they say they are: nothing that came from outside becomes a page. */
function typeOf({ upload, pull }: PublishTask, index: number): string {
  const type = upload?.contentType ?? pull?.files[index]?.contentType ?? '';
  return /^(video|image)\/[a-z0-9.+-]+$/.test(type) && !type.includes('svg')
    ? type
    : 'application/octet-stream';
}

interface Range {
  readonly first: number;
  readonly last: number;
}

function readRange(header: string | undefined, sizeBytes: number): Range | null {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === undefined || Number(first) >= sizeBytes) return null;
  const end = last === undefined || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return end < Number(first) ? null : { first: Number(first), last: end };
}

async function send(response: ServerResponse, parts: readonly StoredPart[], range: Range): Promise<void> {
  try {
    for (const { path, firstByte, sizeBytes } of parts) {
      const start = Math.max(range.first - firstByte, 0);
      const end = Math.min(range.last - firstByte, sizeBytes - 1);
      if (start <= end) await pipeline(createReadStream(path, { start, end }), response, { end: false });
    }
    response.end();
  } catch {
    // The viewer has gone, or the post was removed: there is nobody to tell.
    response.destroy();
  }
}
