import { Secret } from '../../core/secret.ts';
import type { TransferMessage } from '../messages.ts';
import { nextChunk, planUpload } from '../upload-plan.ts';
import type { Move } from './decide-move.ts';
import { openChunkBodies } from './read-ahead.ts';
import type { ByteReports } from './report-bytes.ts';
import { settleChunk } from './settle-chunk.ts';
import { elapsedMs, type Slice, type SliceDependencies, type SliceEnd, type Unfinished } from './slice.ts';
import { transferFailure } from './transfer-failure.ts';

const open = (dependencies: SliceDependencies, message: TransferMessage) => {
  const { contentType, confirmedBytes, uploadUrl, uploadExpiresAt, sizeBytes } = message;
  const plan = planUpload(sizeBytes);
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), dependencies.settings.deadlineMs);
  const bodies = openChunkBodies(dependencies.media, message, plan, end.signal);
  const slice: Slice = {
    ...dependencies,
    bodies,
    plan,
    contentType,
    uploadUrl: new Secret(uploadUrl),
    deadline: end.signal,
    expiresAt: new Date(uploadExpiresAt),
    startedAt: dependencies.clock(),
    progress: { confirmedBytes, isInStep: false, missteps: 0 },
  };
  const close = () => {
    clearTimeout(timer);
    bodies.close();
  };
  return { slice, close };
};

const unfinished = (why: Unfinished, confirmedBytes: number): SliceEnd => ({
  kind: 'unfinished',
  why,
  confirmedBytes,
});

/** Why no chunk is begun any more, if so. */
const endOfTime = (slice: Slice): SliceEnd | undefined => {
  const { clock, expiresAt, settings, progress, plan } = slice;
  if (clock() >= expiresAt) {
    const far = `${progress.confirmedBytes} of ${plan.sizeBytes} bytes had arrived.`;
    return { kind: 'failed', failure: transferFailure('upload_expired', far) };
  }
  return elapsedMs(slice) < settings.sliceMs ? undefined : unfinished('time', progress.confirmedBytes);
};

const advance = ({ progress }: Slice, move: Extract<Move, { kind: 'go_on' }>): void => {
  // After a word that led nowhere, the next one is the first again.
  progress.isInStep = !move.isMisstep;
  progress.missteps += move.isMisstep ? 1 : 0;
  progress.confirmedBytes = move.confirmedBytes;
};

const run = async (slice: Slice, reports: ByteReports): Promise<SliceEnd> => {
  const { plan, progress } = slice;
  for (let settled = 0; ; settled += 1) {
    const chunk = nextChunk(plan, progress.confirmedBytes);
    if (chunk === undefined) return { kind: 'ended' };
    const over = endOfTime(slice);
    if (over !== undefined) return over;
    const end = await settleChunk(slice, chunk, settled === 0);
    if (end.kind === 'ended' || end.kind === 'failed') return end;
    if (end.kind === 'given_up') return unfinished(end.why, progress.confirmedBytes);
    if (end.kind === 'step_aside') return unfinished('other_worker', end.confirmedBytes);
    advance(slice, end);
    await reports.note(end.confirmedBytes);
  }
};

/**
 * Sends a file's chunks one after the other, from the confirmed one on, for about a minute. The platform's own word on
 * what it has goes before the message's. Says to `reports` how far it is. Throws what nobody knows by name; the bytes
 * that were confirmed stay so.
 */
export const transferSlice = async (
  dependencies: SliceDependencies,
  message: TransferMessage,
  reports: ByteReports,
): Promise<SliceEnd> => {
  const { slice, close } = open(dependencies, message);
  try {
    return await run(slice, reports);
  } finally {
    close();
  }
};
