import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Simulation } from '../simulation.ts';
import { largestVideoBytes } from './media-check.ts';
import type { Part } from './media-store.ts';
import type { PublishTask, Pull, PulledFile } from './task.ts';
import { findPullTarget } from './verified-property.ts';

/**
 * Fetches all files of a pull from where their verified property is served, one after the other. Resolves with null, or
 * with why it failed, which is in the pull as well; never rejects. It ends early once the task has left its transfer.
 */
export async function startPull(
  simulation: Simulation,
  task: PublishTask,
  pull: Pull,
): Promise<string | null> {
  const { pulls } = simulation.posting;
  return pulls.run(task.publishId, async (signal) => {
    try {
      for (const url of pull.urls.slice(pull.files.length)) {
        pull.files.push(await fetchFile(simulation, task, pull, url, signal));
      }
      pull.isWhole = true;
      return null;
    } catch (error) {
      pull.failure ??= error instanceof Error ? error.message : String(error);
      return pull.failure;
    } finally {
      simulation.store.touch();
    }
  });
}

class PullFailure extends Error {
  override name = 'PullFailure';
}

async function fetchFile(
  simulation: Simulation,
  task: PublishTask,
  pull: Pull,
  url: string,
  signal: AbortSignal,
): Promise<PulledFile> {
  const { app, switches } = simulation.store.state;
  const target = findPullTarget(url, app.verifiedProperties);
  if (target.kind !== 'verified' || target.address === null) {
    throw new PullFailure(`Nothing is served at ${url}: its verified property has no servedFrom.`);
  }
  const ask = (method: string, headers: Record<string, string>, status: number) => {
    pull.requests += 1;
    return open(target.address ?? new URL(url), method, { host: target.host, ...headers }, status, signal);
  };
  if (switches.pullRequest === 'head-then-get') (await ask('HEAD', {}, 200)).resume();
  const response = await (switches.pullRequest === 'ranged'
    ? ask('GET', { range: 'bytes=0-' }, 206)
    : ask('GET', {}, 200));
  const part = await simulation.posting.media.openPart();
  const file = { publishId: task.publishId, index: pull.files.length };
  try {
    const { sizeBytes, sha256 } = await takeIn(response, part, pull);
    await part.keep(file, 0);
    return { url, sizeBytes, sha256, contentType: response.headers['content-type'] ?? null };
  } catch (error) {
    response.destroy();
    await part.discard();
    throw error;
  }
}

async function takeIn(response: IncomingMessage, part: Part, pull: Pull) {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of response) {
    const bytes = Buffer.from(piece);
    sizeBytes += bytes.length;
    pull.downloadedBytes += bytes.length;
    if (sizeBytes > largestVideoBytes) throw new PullFailure('The file is larger than 4 GB.');
    hash.update(bytes);
    await part.write(bytes);
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

/** Redirects are not followed: any status but the expected one makes the URL invalid (section 5.6). */
async function open(
  address: URL,
  method: string,
  headers: Record<string, string>,
  status: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const send = address.protocol === 'https:' ? requestHttps : requestHttp;
  const request = send(address, {
    method,
    headers: { 'user-agent': 'tiktok-simulator', ...headers },
    signal,
  });
  request.end();
  const [response]: IncomingMessage[] = await once(request, 'response', { signal });
  // Without it an error of the socket after the answer has begun would end the process.
  request.on('error', () => {});
  if (response === undefined) throw new PullFailure('The origin did not answer.');
  if (response.statusCode === status) return response;
  response.destroy();
  throw new PullFailure(`The origin answered ${method} with ${response.statusCode}.`);
}
