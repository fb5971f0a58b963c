import type { ChunkAnswer } from '../posting.ts';

/** What the answers to a chunk say (tiktok-api.md section 5.5). */
const words: Readonly<Record<number, ChunkAnswer['word']>> = {
  201: 'complete',
  206: 'stored',
  403: 'expired',
  404: 'gone',
  408: 'busy',
  416: 'elsewhere',
  425: 'busy',
  429: 'busy',
};

/**
 * Reads the answer to a chunk by its head alone. A redirect is a refusal: the bytes go where the init said and nowhere
 * else. Anything else that no page names may be a gateway's, and is met like one: the same chunk is sent again, and if
 * it was stored, a 416 says so.
 */
export const readChunkAnswer = (status: number, contentRange: string | undefined): ChunkAnswer => ({
  word: words[status] ?? (status >= 300 && status < 500 ? 'refused' : 'busy'),
  status,
  uploadedRange: contentRange,
});

const isLoopback = (hostname: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);

/** An address that bytes may be sent to: over TLS, but for this machine's own. Undefined for any other text. */
export const readUploadAddress = (text: string): URL | undefined => {
  const url = URL.parse(text);
  if (url === null) return undefined;
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return isAllowed ? url : undefined;
};
