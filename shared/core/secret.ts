import { createHash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * A text that must not be printed: a token, a client secret, an upload address. Every way of turning it into text gives
 * `[redacted]`, at any depth of a log line, and a copy of it (spread, `structuredClone`) is empty: the text sits in a
 * private field, which no reflection reaches. `reveal` is the only way to it, so a search for that word finds every use.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. Call it where the text is sent or sealed, and nowhere else. */
  reveal(): string {
    return this.#text;
  }

  /** Whether both hold the same text. Takes the same time for any two texts of equal length, equal or not. */
  equals(other: Secret): boolean {
    return timingSafeEqual(digest(this.#text), digest(other.#text));
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** Digests of equal length, so that texts of different length are compared like any others. */
const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** The JSON of a stored secret, or undefined for text that is none: the parser's own error would quote the secret. */
export const parseStoredJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
