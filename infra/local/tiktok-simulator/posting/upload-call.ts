import type { IncomingMessage } from 'node:http';
import type { IncomingCall } from '../api-server.ts';
import type { Answer } from '../http.ts';
import type { Simulation } from '../simulation.ts';
import { drainBody, findUpload, isUploadPath, receiveChunk } from './receive-chunk.ts';

/** Whether a call is about the bytes of an upload: a chunk, or the question of a browser whether it may send one. */
export function isUploadMessage({ method, url }: IncomingMessage): boolean {
  return (method === 'PUT' || method === 'OPTIONS') && isUploadPath((url ?? '').split('?')[0] ?? '');
}

/** An upload call before its body: whose it is follows from its address. */
export function readUploadCall(simulation: Simulation, message: IncomingMessage): IncomingCall {
  const { pathname, searchParams } = new URL(`http://simulator${message.url ?? '/'}`);
  const found = findUpload(simulation, searchParams);
  const method = message.method ?? 'PUT';
  const respond = async () => {
    if (method === 'OPTIONS') return answerPreflight(simulation);
    const answer = await receiveChunk(simulation, found, message);
    return answer === null ? null : withCors(simulation, answer);
  };
  return {
    about: { method, path: pathname, grantType: null, openId: found?.task.openId ?? null },
    run: respond,
    discardBody: () => drainBody(message),
    takeSome: (sizeBytes) => takeSome(message, sizeBytes),
  };
}

/** TikTok says nothing about browsers: without CORS the preflight is refused as any unknown method is. */
function answerPreflight(simulation: Simulation): Answer {
  const isAllowed = simulation.store.state.switches.uploadCors === 'present';
  const allowed = {
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': 'content-type, content-range',
  };
  const headers = isAllowed ? allowed : {};
  return withCors(simulation, { status: isAllowed ? 204 : 405, headers, body: Buffer.alloc(0) });
}

function withCors({ store }: Simulation, answer: Answer): Answer {
  if (store.state.switches.uploadCors === 'absent') return answer;
  const headers = {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'content-range',
  };
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

async function takeSome(message: IncomingMessage, sizeBytes: number): Promise<void> {
  let left = sizeBytes;
  try {
    for await (const piece of message) {
      left -= piece.length;
      if (left <= 0) return;
    }
  } catch {
    // The caller has cut the connection itself.
  }
}
