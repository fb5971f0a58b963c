import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { writeTransferMessage } from '../../../shared/posts/messages.ts';
import { planUpload } from '../../../shared/posts/upload-plan.ts';
import { stageFile } from '../transfer-source.ts';
import { renderFigure, speedOver } from './figures.ts';

const gibibyte = 1024 ** 3;
const rounds = 5;

const programAt = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const startPeer = async <T>(shape: z.ZodType<T>, args: string[]) => {
  const child = fork(programAt('upload-peer.ts'), args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [told] = await once(child, 'message');
  const stop = async () => {
    if (child.connected) child.disconnect();
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { told: shape.parse(told), stop };
};

const measured = z.object({ tookMs: z.number(), grownBytes: z.number() });
type Measured = z.infer<typeof measured>;

/** One run in a fresh process, so that its memory is that of this run. */
const runWorker = async (args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Measured> => {
  const child = fork(programAt('upload-worker.ts'), args, {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [[told]] = await Promise.all([once(child, 'message'), once(child, 'exit')]);
  return measured.parse(told);
};

const sourceShape = z.object({
  url: z.string(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});
const sinkShape = z.object({ url: z.string(), token: z.string() });

/** Announces a file as submit-posts does, and gives its upload address. */
const beginUpload = async (sink: z.infer<typeof sinkShape>, sizeBytes: number): Promise<string> => {
  const { chunkSizeBytes, chunkCount } = planUpload(sizeBytes);
  const answer = await fetch(`${sink.url}/v2/post/publish/inbox/video/init/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sink.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      source_info: {
        source: 'FILE_UPLOAD',
        video_size: sizeBytes,
        chunk_size: chunkSizeBytes,
        total_chunk_count: chunkCount,
      },
    }),
  });
  const shape = z.object({ data: z.object({ upload_url: z.string() }) });
  return shape.parse(await answer.json()).data.upload_url;
};

const startUploads = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'upload-bench-'));
  const source = await startPeer(sourceShape, ['source', folder]);
  const sink = await startPeer(sinkShape, ['sink']);
  const receiver = await startPeer(z.object({ port: z.number() }), ['receiver']);
  const { url, region, accessKeyId, secretAccessKey } = source.told;
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  return {
    upload: async (sizeBytes: number): Promise<Measured> => {
      const { key, etag } = stageFile(folder, 'media-bucket', 'media/tenant/bench', sizeBytes);
      const message = writeTransferMessage({
        version: 1,
        tenant: 'tenant',
        postId: 'post',
        key,
        etag,
        sizeBytes,
        contentType: 'video/mp4',
        uploadUrl: await beginUpload(sink.told, sizeBytes),
        uploadExpiresAt: new Date(Date.now() + 3600_000).toISOString(),
        confirmedBytes: 0,
      });
      return runWorker(['transfer', message], environment);
    },
    raw: (sizeBytes: number): Promise<Measured> =>
      runWorker(['raw', String(receiver.told.port), String(sizeBytes)]),
    stop: async () => {
      await Promise.all([source.stop(), sink.stop(), receiver.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const megabytesPerSecond = (sizeBytes: number, { tookMs }: Measured): string =>
  `${Math.round(sizeBytes / 1_000 / tookMs)} MB/s`;
const megabytes = (bytes: number): number => bytes / 1_000_000;

/**
 * The transfer function between an S3 and a TikTok of this machine, all three processes of their own, against the same
 * bytes over bare TCP. Every byte of an upload is read from the disk's cache and passes the loopback twice.
 */
export const run = async (): Promise<string[]> => {
  const uploads = await startUploads();
  try {
    const raw: Measured[] = [];
    const ours: Measured[] = [];
    for (let round = 0; round < rounds; round += 1) {
      raw.push(await uploads.raw(gibibyte));
      ours.push(await uploads.upload(gibibyte));
    }
    const large = await uploads.upload(4 * gibibyte);
    const times = (runs: readonly Measured[]) => runs.map(({ tookMs }) => tookMs);
    const speeds = (runs: readonly Measured[]) =>
      runs.map((one) => megabytesPerSecond(gibibyte, one)).join(', ');
    return [
      `1 GiB over bare TCP: ${speeds(raw)}`,
      `1 GiB from S3 to TikTok in chunks: ${speeds(ours)}`,
      `4 GiB: ${megabytesPerSecond(4 * gibibyte, large)}`,
      renderFigure({
        what: 'upload 1 GiB in chunks, × bare loopback TCP',
        measured: speedOver(times(raw), times(ours)),
        reach: 0.3,
        atLeast: true,
      }),
      renderFigure({
        what: 'memory growth at 1 GiB, MB, the worst of the rounds',
        measured: megabytes(Math.max(...ours.map(({ grownBytes }) => grownBytes))),
        reach: 96,
        atLeast: false,
      }),
      renderFigure({
        what: 'memory growth at 4 GiB, MB',
        measured: megabytes(large.grownBytes),
        reach: 96,
        atLeast: false,
      }),
    ];
  } finally {
    await uploads.stop();
  }
};
