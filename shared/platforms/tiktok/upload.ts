import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { request as requestTls, Agent as TlsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { PlatformError } from '../platform.ts';
import type { ChunkToSend, ChunkUpload } from '../posting.ts';
import { readChunkAnswer, readUploadAddress } from './upload-answer.ts';

export interface UploadLimits {
  /** How long no byte of a chunk may move while there are more to send. */
  readonly stallMs: number;
  /**
   * From the last byte handed to the system to the answer. The system itself may still hold some 4 MB of them, which take
   * half a minute at a megabit a second.
   */
  readonly answerMs: number;
  /** How long the rest of an answer, of which nothing is needed, is waited for. */
  readonly restMs: number;
}

const ordinaryLimits: UploadLimits = { stallMs: 20_000, answerMs: 40_000, restMs: 1_000 };

/** More of an answer's body is not read: the connection ends instead. */
const restMaxBytes = 64 * 1024;

const noAnswer = (what: string, cause?: unknown): PlatformError =>
  new PlatformError('retry', 'no_answer', `The upload ${what}.`, { cause });

/** Reads and forgets the rest of an answer, so that its connection can serve again; one that goes on is ended. */
const finishAnswer = (answer: IncomingMessage, restMs: number): Promise<void> =>
  new Promise((resolve) => {
    let leftBytes = restMaxBytes;
    const timer = setTimeout(() => answer.destroy(), restMs);
    answer.on('data', (piece: Buffer) => {
      leftBytes -= piece.length;
      if (leftBytes < 0) answer.destroy();
    });
    // The head has said all; how the rest ends changes nothing.
    answer.on('error', () => {});
    answer.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Sends the body as fast as the connection takes it, holding no more of it than one piece. */
const feed = (call: ClientRequest, body: Readable, onMove: () => void): void => {
  body.on('data', (piece: Buffer) => {
    onMove();
    if (!call.write(piece)) body.pause();
  });
  call.on('drain', () => {
    onMove();
    body.resume();
  });
  body.once('end', () => call.end());
};

interface Exchange {
  readonly call: ClientRequest;
  readonly body: Readable;
  readonly limits: UploadLimits;
  readonly signal: AbortSignal;
}

/** Resolves with the head of the answer, whenever it comes; rejects when the body fails or nothing moves any more. */
const exchange = ({ call, body, limits, signal }: Exchange): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const stalled = () => fail(noAnswer('did not go on in time'));
    let timer = setTimeout(stalled, limits.stallMs);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      body.destroy();
    };
    const fail = (error: unknown) => {
      settle();
      call.destroy();
      reject(error);
    };
    const abort = () => fail(noAnswer('took longer than it may'));
    body.on('error', fail);
    body.once('close', () => {
      if (!body.readableEnded) fail(noAnswer('lost its source'));
    });
    call.on('error', (cause) => fail(noAnswer('was cut off', cause)));
    call.once('finish', () => {
      clearTimeout(timer);
      timer = setTimeout(stalled, limits.answerMs);
    });
    call.once('response', (answer) => {
      // Said before it heard everything: nobody listens to the rest, so the connection ends with the answer.
      if (!call.writableFinished) answer.once('close', () => call.destroy());
      settle();
      resolve(answer);
    });
    if (body.destroyed) return fail(noAnswer('lost its source', body.errored));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    feed(call, body, () => timer.refresh());
  });

/**
 * Sends chunks to TikTok's upload address, over one connection while it lasts. One answer for each chunk, in constant
 * memory; redirects are not followed. Throws `PlatformError` of class `retry` when no answer came, what the body itself
 * fails with, and neither holds the address. The body is ended in every case.
 */
export const createChunkUpload = (limits: UploadLimits = ordinaryLimits): ChunkUpload => {
  const agents = { 'http:': new Agent(agentSettings), 'https:': new TlsAgent(agentSettings) } as const;
  const open = ({ uploadUrl, contentType, contentRange, sizeBytes }: ChunkToSend): ClientRequest => {
    const url = readUploadAddress(uploadUrl.reveal());
    if (url === undefined)
      throw new PlatformError('permanent', 'upload_address', 'The upload address is none.');
    const isTls = url.protocol === 'https:';
    return (isTls ? requestTls : request)(url, {
      method: 'PUT',
      agent: agents[isTls ? 'https:' : 'http:'],
      // Nothing of the address but its query is a credential for it.
      auth: null,
      headers: {
        'content-type': contentType,
        'content-length': sizeBytes,
        'content-range': contentRange,
      },
    });
  };
  return {
    send: async (chunk, signal) => {
      const { body } = chunk;
      try {
        const answer = await exchange({ call: open(chunk), body, limits, signal });
        const { statusCode = 0, headers } = answer;
        await finishAnswer(answer, limits.restMs);
        return readChunkAnswer(statusCode, headers['content-range']);
      } finally {
        body.destroy();
      }
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
};

/** One chunk at a time, so one connection. */
const agentSettings = { keepAlive: true, maxSockets: 1, scheduling: 'lifo' } as const;
