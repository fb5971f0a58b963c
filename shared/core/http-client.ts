/** The answer of an outside service, read whole within a deadline and a size limit. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export type Fetch = typeof fetch;

export interface SendLimits {
  /** From the first byte sent to the last byte read. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * No complete answer came: refused, cut, too late or too large. What the request did at the other side is unknown,
 * unless `sent` is false: then it never left. With `late`, the other side may still be at work.
 */
export class NoAnswer extends Error {
  readonly sent: boolean;
  readonly late: boolean;

  constructor(message: string, options: { sent: boolean; late?: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'NoAnswer';
    this.sent = options.sent;
    this.late = options.late ?? false;
  }
}

const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const wasSent = (error: unknown): boolean => {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return !(typeof code === 'string' && neverSent.has(code));
};

const readBounded = async (response: Response, maxBytes: number): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      throw new NoAnswer(`The answer is larger than ${maxBytes} bytes.`, {
        sent: true,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * Sends one request and reads its whole answer. Redirects are not followed: a credential must not travel to an address
 * that an answer names. Throws `NoAnswer`; every HTTP status is an answer.
 */
export const send = async (
  fetchFrom: Fetch,
  url: URL,
  init: Omit<RequestInit, 'signal' | 'redirect'>,
  limits: SendLimits,
): Promise<HttpAnswer> => {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    const response = await fetchFrom(url, {
      ...init,
      redirect: 'manual',
      signal,
    });
    return {
      status: response.status,
      headers: response.headers,
      text: await readBounded(response, limits.maxBytes),
    };
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    const reason = signal.aborted ? `did not answer within ${limits.timeoutMs} ms` : 'could not be reached';
    throw new NoAnswer(`${url.host} ${reason}.`, {
      sent: wasSent(error),
      late: signal.aborted,
      cause: error,
    });
  }
};
