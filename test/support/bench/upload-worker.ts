// What is measured, as a process of its own: the transfer function with one file, or the same bytes over bare TCP.
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { create } from '../../../functions/queue/transfer-media.ts';
import { prepareYoungCollection } from '../../../shared/core/collect-young.ts';
import { createMediaReader } from '../../../shared/media/media-store.ts';
import { createMediaClient } from '../../../shared/media/s3.ts';
import { createChunkUpload } from '../../../shared/platforms/tiktok/upload.ts';
import { ordinarySlice } from '../../../shared/posts/transfer/slice.ts';
import type { QueueMessage } from '../../../shared/queue/sqs.ts';

const told: QueueMessage[] = [];
const successors: QueueMessage[] = [];

const handler = create({
  media: createMediaReader(createMediaClient(), 'media-bucket'),
  openUpload: () => createChunkUpload(),
  sendToTransfer: async (message) => void successors.push(message),
  sendToProgress: async (message) => void told.push(message),
  sendToDeadLetters: async () => {},
  putOff: async () => {},
  putOffSettings: { firstSeconds: 0, longestSeconds: 0 },
  settings: ordinarySlice,
  clock: () => new Date(),
  pause: async (ms) => void (await pause(ms)),
  tidy: prepareYoungCollection(),
  count: () => {},
  log: { info: () => {}, warn: console.error, error: console.error },
});

const recordOf = (body: string) => ({
  messageId: 'one',
  receiptHandle: 'one',
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: '',
});

/** Slice after slice, as the queue would have it. */
const transfer = async (body: string): Promise<void> => {
  for (let next: string | undefined = body; next !== undefined; next = successors.shift()?.body) {
    const { batchItemFailures } = await handler({ Records: [recordOf(next)] });
    if (batchItemFailures.length > 0) throw new Error('The slice failed.');
  }
  if (told.at(-1)?.body.includes('"transfer_ended"') !== true)
    throw new Error(`The transfer did not end: ${told.at(-1)?.body}`);
};

/** As large as the pieces in which streams pass bytes on. */
const piece = Buffer.alloc(64 * 1024, 7);

const sendRaw = async (port: number, sizeBytes: number): Promise<void> => {
  const socket = connect(port, '127.0.0.1');
  for (let left = sizeBytes; left > 0; left -= piece.length) {
    const isTaken = socket.write(left < piece.length ? piece.subarray(0, left) : piece);
    if (!isTaken) await once(socket, 'drain');
  }
  socket.end();
  const [count] = await once(socket, 'data');
  if (Number(count) !== sizeBytes) throw new Error(`${count} of ${sizeBytes} bytes arrived.`);
};

const residentBytes = (): number => process.memoryUsage.rss();

/** How long it takes, and by how much the memory of this process grows at the most. */
const measure = async (run: () => Promise<void>) => {
  const before = residentBytes();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, residentBytes());
  }, 50);
  const started = performance.now();
  await run();
  const tookMs = performance.now() - started;
  clearInterval(watch);
  return { tookMs, grownBytes: Math.max(most, residentBytes()) - before };
};

const [what, given, size] = process.argv.slice(2);
const run = what === 'raw' ? () => sendRaw(Number(given), Number(size)) : () => transfer(given ?? '');
process.send?.(await measure(run));
process.disconnect?.();
