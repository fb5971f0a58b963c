const sampleBytes = 65_536;
/** Four megabytes in all: a moment on a slow disk, of gigabytes as well. */
const samplesMax = 64;

/** Where the samples of a file begin, the first and the last at its edges; a small file is one sample. */
const sampleStarts = (sizeBytes: number): readonly number[] =>
  Array.from({ length: samplesMax }, (_, index) =>
    Math.floor((index * (sizeBytes - sampleBytes)) / (samplesMax - 1)),
  );

const hexOf = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * What tells a file from others of its size without reading gigabytes: SHA-256 of samples from its first byte to its last,
 * and of all of a small one. A change between the samples of a large one is not seen; the time of its last change, which
 * decide-choice.ts looks at beside this, tells of that. Throws when the file cannot be read.
 */
export const fingerprintOf = async (file: Pick<File, 'size' | 'slice'>): Promise<string> => {
  const samples =
    file.size <= sampleBytes * samplesMax
      ? [file.slice(0, file.size)]
      : sampleStarts(file.size).map((start) => file.slice(start, start + sampleBytes));
  return hexOf(await crypto.subtle.digest('SHA-256', await new Blob(samples).arrayBuffer()));
};
