/** Why a part did not arrive. */
export type PartFailureKind =
  /** No answer, or one that says to try again. */
  | 'passing'
  /** The store does not take this address (any more). */
  | 'address'
  /** The upload is not there any more, or the store refuses for good. */
  | 'refused'
  /** The bytes cannot be read from the disk. */
  | 'unreadable';

export class PartFailure extends Error {
  readonly kind: PartFailureKind;

  constructor(kind: PartFailureKind, says: string) {
    super(says);
    this.name = 'PartFailure';
    this.kind = kind;
  }
}

export interface SentPart {
  readonly url: string;
  readonly body: Blob;
  readonly onProgress: (loadedBytes: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** A connection that takes no byte for so long is dead, whatever the system says of it. */
const stalledAfterMs = 45_000;

const kindOf = (status: number): PartFailureKind => {
  if (status === 403) return 'address';
  if (status === 400 || status === 404 || status === 411 || status === 413) return 'refused';
  return 'passing';
};

/** A file that was changed or taken away fails like a connection that broke; reading it tells them apart. */
const canRead = async (body: Blob): Promise<boolean> => {
  try {
    await body.slice(0, 1).arrayBuffer();
    await body.slice(-1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
};

/**
 * Sends one part and gives its ETag. By XMLHttpRequest, since `fetch` does not say how much has gone out. Throws a
 * `PartFailure`, and the signal's reason when called off.
 */
export const sendPart = ({ url, body, onProgress, signal }: SentPart): Promise<string> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted === true) return reject(signal.reason);
    const request = new XMLHttpRequest();
    let isStalled = false;
    const giveUp = () => {
      isStalled = true;
      request.abort();
    };
    let timer = setTimeout(giveUp, stalledAfterMs);
    const callOff = () => request.abort();
    const end = (act: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', callOff);
      act();
    };
    const fail = (kind: PartFailureKind, says: string) =>
      end(() => reject(new PartFailure(kind, `${says} (part of ${body.size} bytes)`)));
    signal?.addEventListener('abort', callOff, { once: true });
    request.upload.addEventListener('progress', ({ loaded }) => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, stalledAfterMs);
      onProgress(loaded);
    });
    request.addEventListener('load', () => {
      if (request.status < 200 || request.status > 299)
        return fail(kindOf(request.status), `The store answered ${request.status}`);
      const etag = request.getResponseHeader('etag');
      if (etag === null) return fail('refused', 'The store did not show the ETag');
      end(() => resolve(etag));
    });
    request.addEventListener('error', async () => {
      const isReadable = await canRead(body);
      fail(isReadable ? 'passing' : 'unreadable', isReadable ? 'No answer' : 'The file cannot be read');
    });
    request.addEventListener('abort', () =>
      isStalled ? fail('passing', 'The connection stood still') : end(() => reject(signal?.reason)),
    );
    request.open('PUT', url);
    request.send(body);
  });
