import type { S3Answer } from './s3-call.ts';

/** The answer with half of its bytes: the length promises all of them, and then the connection ends. */
export function cutShort(answer: S3Answer): S3Answer {
  const { body } = answer;
  if (typeof body !== 'function') return answer;
  let leftBytes = Math.floor(Number(answer.headers['content-length'] ?? 0) / 2);
  return {
    ...answer,
    body: (write) =>
      body(async (bytes) => {
        await write(bytes.subarray(0, leftBytes));
        leftBytes -= bytes.length;
        if (leftBytes <= 0) throw new Error('The connection is cut, as a fault asked for.');
      }),
  };
}
