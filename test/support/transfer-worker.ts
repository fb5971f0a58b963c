// The transfer function as a process of its own, made of the product's real parts. It takes one message as Lambda would,
// tells its parent what came of it, and ends; unless it stops at a point that it was told, and is killed there.
import { Transform } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { create } from '../../functions/queue/transfer-media.ts';
import { prepareYoungCollection } from '../../shared/core/collect-young.ts';
import { createMediaReader } from '../../shared/media/media-store.ts';
import { createMediaClient } from '../../shared/media/s3.ts';
import { createChunkUpload } from '../../shared/platforms/tiktok/upload.ts';
import { planUpload } from '../../shared/posts/upload-plan.ts';
import { createPutOff, createSender, createSqsClient } from '../../shared/queue/sqs.ts';
import { pollOnce } from './queue-poller.ts';

export const stopPoints = [
  'message received',
  'range asked for',
  'chunk about to be sent',
  'middle of the body',
  'answer heard',
  'progress about to be told',
  'progress told',
  'successor about to be sent',
  'successor sent',
  'message about to be deleted',
] as const;
export type StopPoint = (typeof stopPoints)[number];

const orderShape = z.strictObject({
  bucket: z.string(),
  transferUrl: z.string(),
  progressUrl: z.string(),
  deadLetterUrl: z.string(),
  /** Where it stops, and the how manieth time it comes by there. */
  stopAt: z.enum(stopPoints).optional(),
  nth: z.number().optional(),
  /** After so many chunks by its clock the slice is over. */
  chunksInSlice: z.number().optional(),
});
export type TransferOrder = z.infer<typeof orderShape>;

const order = orderShape.parse(JSON.parse(process.argv[2] ?? ''));
const sqs = createSqsClient();
const media = createMediaReader(createMediaClient(), order.bucket);
const sendTransfer = createSender(sqs, order.transferUrl);
const sendProgress = createSender(sqs, order.progressUrl);
/** Of every plan with several chunks. */
const chunkBytes = planUpload(1_000_000_000).chunkSizeBytes;
let passed = 0;
let sentChunks = 0;

const comesTo = (point: StopPoint): boolean => {
  if (order.stopAt !== point) return false;
  passed += 1;
  return passed === (order.nth ?? 1);
};

/** Says that it is there, and goes on only when there is nothing to stop for. */
const pass = async (point: StopPoint): Promise<void> => {
  if (!comesTo(point)) return;
  process.send?.({ stoppedAt: point });
  // A pending promise alone keeps no process.
  setInterval(() => {}, 1_000);
  await new Promise(() => {});
};

const stopHalfWay = (sizeBytes: number) => {
  let leftBytes = sizeBytes / 2;
  return new Transform({
    transform: (piece: Buffer, _encoding, done) => {
      leftBytes -= piece.length;
      if (leftBytes > 0) done(undefined, piece);
      else void pass('middle of the body');
    },
  });
};

const handler = create({
  media: {
    readRange: async (key, etag, first, last, signal) => {
      await pass('range asked for');
      const body = await media.readRange(key, etag, first, last, signal);
      const nth = order.nth ?? 1;
      const isStopped = order.stopAt === 'middle of the body' && first === (nth - 1) * chunkBytes;
      if (!isStopped) return body;
      passed = nth - 1;
      return body.pipe(stopHalfWay(last - first + 1));
    },
  },
  openUpload: () => {
    const upload = createChunkUpload();
    return {
      close: upload.close,
      send: async (chunk, signal) => {
        await pass('chunk about to be sent');
        const answer = await upload.send(chunk, signal);
        sentChunks += 1;
        await pass('answer heard');
        return answer;
      },
    };
  },
  sendToTransfer: async (message) => {
    await pass('successor about to be sent');
    await sendTransfer(message);
    await pass('successor sent');
  },
  sendToProgress: async (message) => {
    await pass('progress about to be told');
    await sendProgress(message);
    await pass('progress told');
  },
  sendToDeadLetters: createSender(sqs, order.deadLetterUrl),
  putOff: createPutOff(sqs, order.transferUrl),
  putOffSettings: { firstSeconds: 0, longestSeconds: 0 },
  settings: { sliceMs: 55_000, deadlineMs: 108_000, pausesMs: [1, 2, 3] },
  // An hour has passed as soon as the slice has sent its share; what its end is told by is the upload address's own hour.
  clock: () =>
    new Date(
      Date.now() + (order.chunksInSlice !== undefined && sentChunks >= order.chunksInSlice ? 60_000 : 0),
    ),
  pause: async (ms) => void (await pause(ms)),
  tidy: prepareYoungCollection(),
  count: () => {},
  log: { info: () => {}, warn: () => {}, error: () => {} },
});

const result = await pollOnce(
  { client: sqs, queueUrl: order.transferUrl },
  async (event) => {
    await pass('message received');
    const answer = await handler(event);
    await pass('message about to be deleted');
    return answer;
  },
  1,
);
process.send?.(result);
sqs.destroy();
process.disconnect?.();
