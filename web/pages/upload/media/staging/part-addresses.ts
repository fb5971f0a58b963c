import type { ReplyOf } from '../../../../api/operations.ts';

export type SignedParts = ReplyOf<'sign-media-parts'>;
export type StoredPart = SignedParts['stored'][number];

export interface PartAddressesDependencies {
  readonly partCount: number;
  readonly sign: (partNumbers: readonly number[], signal: AbortSignal | undefined) => Promise<SignedParts>;
  readonly clock: () => Date;
}

/** Where parts are sent to. */
export interface PartAddresses {
  /** What the store has by now; brings addresses for parts that are missing along. */
  list(signal?: AbortSignal): Promise<readonly StoredPart[]>;
  /** Where this part goes: kept while it holds, else asked for together with those that come next. */
  addressOf(partNumber: number, signal?: AbortSignal): Promise<string>;
  /** The store no longer takes this address; how often that has come to pass for its part. */
  drop(partNumber: number): number;
  /** Needs no address any more. */
  markSent(partNumber: number): void;
}

/** The most that the operation takes. */
const batchSize = 100;
/**
 * As long as the API signs for (shared/posts/media/sign-parts.ts), counted from when it is asked: the time of day that it ends
 * at is by a clock that this machine's need not agree with. One that ends sooner is refused, and asked for anew.
 */
const lifeMs = 3_600_000;
/** An address is checked as a request begins; this leaves time to begin. */
const marginMs = 60_000;

const isTrue = () => true;
const isFalse = () => false;

interface Address {
  readonly url: string;
  readonly until: number;
}

/** Asks for as many addresses at once as it may, and never twice for the same while one holds or is on its way. */
export const createPartAddresses = ({ partCount, sign, clock }: PartAddressesDependencies): PartAddresses => {
  const sent = new Set<number>();
  const known = new Map<number, Address>();
  const asked = new Map<number, Promise<SignedParts>>();
  const refusals = new Map<number, number>();

  const holds = (partNumber: number): boolean =>
    (known.get(partNumber)?.until ?? 0) - marginMs > clock().getTime();

  /** From `first` on, what is neither sent nor known nor asked for; around the end to the beginning. */
  const pickWanted = (first: number): readonly number[] =>
    Array.from({ length: partCount }, (_, index) => ((first - 1 + index) % partCount) + 1)
      .filter((one) => !sent.has(one) && !asked.has(one) && !holds(one))
      .slice(0, batchSize);

  const keep = ({ parts, stored }: SignedParts, askedAt: number): void => {
    for (const { partNumber } of stored) sent.add(partNumber);
    for (const { partNumber, url } of parts) known.set(partNumber, { url, until: askedAt + lifeMs });
  };

  const ask = async (
    partNumbers: readonly number[],
    signal: AbortSignal | undefined,
  ): Promise<SignedParts> => {
    const askedAt = clock().getTime();
    const request = sign(partNumbers, signal);
    for (const one of partNumbers) asked.set(one, request);
    try {
      const answer = await request;
      keep(answer, askedAt);
      return answer;
    } finally {
      for (const one of partNumbers) if (asked.get(one) === request) asked.delete(one);
    }
  };

  const urlOf = (partNumber: number): string => {
    const url = known.get(partNumber)?.url;
    if (url === undefined) throw new Error(`No address came for part ${partNumber}.`);
    return url;
  };

  return {
    list: async (signal) => {
      const wanted = pickWanted(1);
      return (await ask(wanted.length === 0 ? [1] : wanted, signal)).stored;
    },
    addressOf: async (partNumber, signal) => {
      while (!holds(partNumber)) {
        const underway = asked.get(partNumber);
        if (underway === undefined) {
          const some = [partNumber, ...pickWanted(partNumber).filter((one) => one !== partNumber)];
          await ask(some.slice(0, batchSize), signal);
          break;
        }
        // One that asked before may have given up: then this one asks.
        if (await underway.then(isTrue, isFalse)) break;
      }
      return urlOf(partNumber);
    },
    drop: (partNumber) => {
      known.delete(partNumber);
      const count = (refusals.get(partNumber) ?? 0) + 1;
      refusals.set(partNumber, count);
      return count;
    },
    markSent: (partNumber) => {
      sent.add(partNumber);
      known.delete(partNumber);
    },
  };
};
