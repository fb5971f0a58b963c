import type { IncomingMessage } from 'node:http';
import { findGrant } from '../grants.ts';
import type { Answer } from '../http.ts';
import type { Simulation } from '../simulation.ts';
import type { Arrival } from './arrivals.ts';
import { type ByteRange, decideChunk, presentReceived, readContentRange } from './chunk-request.ts';
import { endTransfer } from './course.ts';
import type { PublishTask, Upload } from './task.ts';

/** An upload that an address belongs to. */
export interface UploadTask {
  readonly task: PublishTask;
  readonly upload: Upload;
}

export const isUploadPath = (path: string): boolean => path === '/video/';

/** The upload of an `upload_url`, also one that has ended; null for an address that was never given out. */
export function findUpload({ store }: Simulation, query: URLSearchParams): UploadTask | null {
  const [id, token] = [query.get('upload_id'), query.get('upload_token')];
  for (const task of store.state.tasks.values()) {
    const { upload } = task;
    if (upload !== null && upload.id === id && upload.token === token) return { task, upload };
  }
  return null;
}

/**
 * `PUT {upload_url}` (section 5.5). Takes the body in piece by piece and keeps nothing of it in memory. Resolves with
 * null when the caller went away first; then nothing of the chunk counts.
 */
export async function receiveChunk(
  simulation: Simulation,
  found: UploadTask | null,
  message: IncomingMessage,
): Promise<Answer | null> {
  if (found === null || found.task.failReason !== null)
    return refuseChunk(message, 404, 'There is no such upload.');
  const { upload } = found;
  const parallel = enter(upload);
  const note = (status: number | null, range: ByteRange | null) => {
    const { firstByte = null, lastByte = null } = range ?? {};
    upload.chunks.push({ at: simulation.clock.now(), firstByte, lastByte, status });
    simulation.store.touch();
  };
  try {
    return await take(simulation, found, message, note);
  } finally {
    parallel.leave();
  }
}

type Note = (status: number | null, range: ByteRange | null) => void;

async function take(
  simulation: Simulation,
  { task, upload }: UploadTask,
  message: IncomingMessage,
  note: Note,
): Promise<Answer | null> {
  const { uploadedRange } = simulation.store.state.switches;
  const received = () => ({ 'content-range': presentReceived(upload, uploadedRange) });
  const refuse = (status: number, reason: string, range: ByteRange | null) => {
    note(status, range);
    return refuseChunk(message, status, reason, status === 416 ? received() : {});
  };
  const asked = readContentRange(message.headers['content-range']);
  if (isClosed(simulation, upload)) return refuse(403, 'The upload address has expired.', asked);
  const decision = decideChunk(upload, message.headers);
  if (decision.kind === 'refuse') return refuse(decision.status, decision.reason, decision.range);
  const { range } = decision;
  const arrival = await simulation.posting.arrivals.begin(task, upload);
  if (arrival === null) return refuse(404, 'The upload was lost when the simulator was started anew.', range);
  if (!(await isTakenIn(message, arrival, range))) {
    await arrival.discard();
    note(null, range);
    return null;
  }
  if (upload.receivedBytes !== range.firstByte) {
    await arrival.discard();
    return refuse(416, 'Another request has sent this chunk meanwhile.', range);
  }
  if (task.failReason !== null) {
    await arrival.discard();
    return refuse(404, 'The upload has ended meanwhile.', range);
  }
  await commit(simulation, { task, upload }, arrival, range);
  upload.contentType = message.headers['content-type'] ?? null;
  const status = upload.receivedBytes === upload.sizeBytes ? 201 : 206;
  note(status, range);
  return answerChunk(status, '', received());
}

async function commit(
  simulation: Simulation,
  { task, upload }: UploadTask,
  arrival: Arrival,
  range: ByteRange,
): Promise<void> {
  upload.receivedBytes = range.lastByte + 1;
  await arrival.commit(range.firstByte);
  if (upload.receivedBytes !== upload.sizeBytes || task.phase !== 'transfer') return;
  upload.sha256 = simulation.posting.arrivals.digest(task, upload);
  simulation.posting.arrivals.forget(task);
  endTransfer(simulation, task);
}

/** The hour is over, or the access token behind the upload has ended and that counts. */
function isClosed({ clock, store }: Simulation, upload: Upload): boolean {
  const now = clock.now();
  if (now >= upload.expiresAt) return true;
  const { switches } = store.state;
  const counts = switches.uploadAfterTokenEnds === 'refused';
  return counts && findGrant(store.state, upload.accessToken, now) === null;
}

/** Whether all bytes came. Node holds a caller to the Content-Length and reports one who goes away. */
async function isTakenIn(message: IncomingMessage, arrival: Arrival, range: ByteRange): Promise<boolean> {
  let sizeBytes = 0;
  try {
    for await (const bytes of readPieces(message)) {
      sizeBytes += bytes.length;
      const stored = arrival.take(bytes);
      if (stored !== null) await stored;
    }
  } catch (error) {
    // Only a caller who went away leaves an error on the message itself.
    if (message.errored === null) throw error;
    return false;
  }
  return message.complete && sizeBytes === range.lastByte - range.firstByte + 1;
}

const readPieces = (message: IncomingMessage): AsyncIterable<Buffer> => message;

const underWay = new WeakMap<Upload, number>();

function enter(upload: Upload): { leave: () => void } {
  const count = (underWay.get(upload) ?? 0) + 1;
  underWay.set(upload, count);
  upload.maxParallel = Math.max(upload.maxParallel, count);
  return { leave: () => underWay.set(upload, (underWay.get(upload) ?? 1) - 1) };
}

/** Takes the rest of the body off the wire first, so that the caller gets to read the answer. */
async function refuseChunk(
  message: IncomingMessage,
  status: number,
  reason: string,
  headers: Record<string, string> = {},
): Promise<Answer | null> {
  await drainBody(message);
  return message.complete ? answerChunk(status, reason, headers) : null;
}

/** Reads a body to its end and forgets it; resolves also when the caller goes away. */
export function drainBody(message: IncomingMessage): Promise<void> {
  if (message.readableEnded || message.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    message.once('close', resolve);
    message.once('end', resolve);
    message.on('error', () => resolve());
    message.resume();
  });
}

function answerChunk(status: number, reason: string, headers: Record<string, string>): Answer {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
    body: Buffer.from(reason),
  };
}
