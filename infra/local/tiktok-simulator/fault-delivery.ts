import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerApiError, answerOAuthError } from './answers.ts';
import type { FaultAction } from './fault-book.ts';
import type { Answer } from './http.ts';

const defaultHugeBytes = 64 * 1_024 * 1_024;
const paddingPiece = Buffer.alloc(65_536, 'x');

/** The answer that stands in for the ordinary one; the call takes no effect then, unless `takesEffectUnseen`. */
export function answerInstead(action: FaultAction, path: string, now: number): Answer | null {
  switch (action.kind) {
    case 'answer':
      return withRetryAfter(ownAnswer(action, path, now), action.retryAfterSeconds);
    case 'rate-limit':
      return withRetryAfter(
        errorFor(path, now, 429, 'rate_limit_exceeded', 'The API rate limit was exceeded. Try again later.'),
        action.retryAfterSeconds,
      );
    case 'html':
      return gatewayPage(action.status ?? 502);
    default:
      return null;
  }
}

/** Whether the call is to take no effect and get no answer at all. */
export function strikesBefore(action: FaultAction): boolean {
  const cuts = action.kind === 'cut-before' || action.kind === 'cut-in-request';
  return cuts || (action.kind === 'hang' && action.takesEffect !== true);
}

/** Whether the call takes effect although another answer stands in for its own. */
export function takesEffectUnseen(action: FaultAction | null): boolean {
  return action?.kind === 'answer' && action.takesEffect === true;
}

/** How long the call is to wait before it takes effect, in real time. */
export function waitsBeforeMs(action: FaultAction | null): number {
  return action?.kind === 'delay' && action.takesEffect === 'last' ? action.delayMs : 0;
}

/**
 * Sends an answer, spoilt as the fault wants. Returns whether a status reached the caller, or rejects when the
 * simulator closes on the way.
 */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  action: FaultAction | null,
  closing: AbortSignal,
): Promise<boolean> {
  switch (action?.kind) {
    case 'hang':
      return false;
    case 'cut-before':
    case 'cut-in-request':
    case 'cut-after':
      response.destroy();
      return false;
    case 'cut-mid-body':
      writeHead(response, answer, answer.body.length);
      response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => response.destroy());
      return true;
    case 'trickle':
      return sendSlowly(response, answer, action.pieceBytes ?? 1, action.intervalMs ?? 50, closing);
    case 'huge-body':
      return sendPadded(response, answer, action.sizeBytes ?? defaultHugeBytes);
    case 'delay':
      if (waitsBeforeMs(action) === 0) await sleep(action.delayMs, undefined, { signal: closing });
      return sendWhole(response, answer);
    default:
      return sendWhole(response, answer);
  }
}

/** Sends an answer as it is. */
export function sendWhole(response: ServerResponse, answer: Answer): true {
  writeHead(response, answer, answer.body.length);
  response.end(answer.body);
  return true;
}

function writeHead(response: ServerResponse, answer: Answer, sizeBytes: number): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': sizeBytes,
  });
}

async function sendSlowly(
  response: ServerResponse,
  answer: Answer,
  pieceBytes: number,
  intervalMs: number,
  closing: AbortSignal,
): Promise<boolean> {
  writeHead(response, answer, answer.body.length);
  let at = 0;
  for (; at + pieceBytes < answer.body.length && !response.destroyed; at += pieceBytes) {
    response.write(answer.body.subarray(at, at + pieceBytes));
    await sleep(intervalMs, undefined, { signal: closing });
  }
  // With its last piece the answer is whole for the caller, so it ends here as well.
  response.end(answer.body.subarray(at));
  return true;
}

/** JSON stays JSON: the padding is a key in front of the others. */
async function sendPadded(response: ServerResponse, answer: Answer, sizeBytes: number): Promise<boolean> {
  const inObject = answer.body[0] === 0x7b && answer.body.length > 2;
  const head = inObject ? '{"padding":"' : '';
  const tail = inObject ? Buffer.concat([Buffer.from('",'), answer.body.subarray(1)]) : answer.body;
  writeHead(response, answer, head.length + sizeBytes + tail.length);
  response.write(head);
  for (let left = sizeBytes; left > 0 && !response.destroyed; left -= paddingPiece.length) {
    if (!response.write(paddingPiece.subarray(0, left))) await drained(response);
  }
  response.end(tail);
  return true;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}

function ownAnswer(action: Extract<FaultAction, { kind: 'answer' }>, path: string, now: number): Answer {
  const made =
    action.body === undefined
      ? errorFor(path, now, action.status, action.code ?? 'internal_error', action.message ?? '')
      : {
          status: action.status,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(action.body),
        };
  return { ...made, headers: { ...made.headers, ...action.headers } };
}

/** OAuth endpoints answer flat, all others in the envelope. */
function errorFor(path: string, now: number, status: number, code: string, message: string): Answer {
  return path.startsWith('/v2/oauth/')
    ? answerOAuthError(now, 'by-error', code, message, status)
    : answerApiError(now, code, message, status);
}

function withRetryAfter(answer: Answer, seconds: number | undefined): Answer {
  return seconds === undefined
    ? answer
    : {
        ...answer,
        headers: { ...answer.headers, 'retry-after': String(seconds) },
      };
}

function gatewayPage(status: number): Answer {
  const page = `<html><head><title>${status}</title></head><body><h1>${status} Bad Gateway</h1></body></html>`;
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from(page),
  };
}
