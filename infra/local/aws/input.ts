import * as z from 'zod';
import { AwsError } from './aws-error.ts';

/** Base64 on the wire, bytes inside. */
export const bytes = z
  .string()
  .regex(/^[A-Za-z0-9+/]*={0,2}$/)
  .transform((text) => Buffer.from(text, 'base64'));

/**
 * Reads a call's input. A parameter that the stand-in does not know is refused as well: AWS would act on it, and passing over it
 * would be a lie.
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'request'}: ${message}`,
  );
  throw new AwsError(
    'ValidationException',
    `The local stand-in cannot read this request. ${reasons.join('; ')}`,
  );
}
