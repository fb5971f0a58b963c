/** In which parts a file is uploaded: all of one size but the last, which is what is left. */
export interface PartPlan {
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
  readonly partCount: number;
}

/**
 * A part that an uplink of 1 Mbit/s sends in about a minute, so that a lost connection costs little. S3 wants 5 MiB at the
 * least (S3 user guide, "Multipart upload limits").
 */
const ordinaryPartBytes = 8 * 1024 ** 2;
/** S3's, too. */
const partsMax = 10_000;

/** The plan for a file of this size. Throws for a size that no file has. */
export const planParts = (sizeBytes: number): PartPlan => {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1)
    throw new RangeError(`A file has at least one byte, not ${sizeBytes}.`);
  const timesOrdinary = Math.max(1, Math.ceil(sizeBytes / (ordinaryPartBytes * partsMax)));
  const partSizeBytes = ordinaryPartBytes * timesOrdinary;
  return { sizeBytes, partSizeBytes, partCount: Math.ceil(sizeBytes / partSizeBytes) };
};

/** How large the part with this number is, counted from 1. Throws for a number that the plan does not have. */
export const partSizeOf = ({ sizeBytes, partSizeBytes, partCount }: PartPlan, partNumber: number): number => {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > partCount)
    throw new RangeError(`The plan has parts 1 to ${partCount}, not ${partNumber}.`);
  return partNumber < partCount ? partSizeBytes : sizeBytes - (partCount - 1) * partSizeBytes;
};
