import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../core/clock.ts';
import { Failure } from '../core/failure.ts';

/** A client with deadlines: a second to connect, three for an answer, three tries in all. */
export const createSecretsClient = (): SecretsManagerClient =>
  new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });

export interface StoredSecretOptions<T> {
  readonly client: SecretsManagerClient;
  readonly arn: string;
  readonly clock: Clock;
  readonly parse: (text: string) => T;
}

export interface StoredSecret<T> {
  /** The value, at most five minutes old; an older one when Secrets Manager does not answer. Throws `secret_unavailable`, or what `parse` throws of a `Failure`. */
  read(): Promise<T>;
  /** The value read anew, unless that was done within the last half minute: for when the known one did not fit. */
  readAgain(): Promise<T>;
}

const maxAgeMs = 5 * 60_000;
const againAfterMs = 30_000;

/** A secret of Secrets Manager, kept in memory for a while, read once however many ask at a time. */
export const createStoredSecret = <T>({
  client,
  arn,
  clock,
  parse,
}: StoredSecretOptions<T>): StoredSecret<T> => {
  let known: { value: T; readAt: number } | undefined;
  let reading: Promise<T> | undefined;

  const fetchValue = async (): Promise<T> => {
    const readAt = clock().getTime();
    const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    const value = parse(text ?? '');
    known = { value, readAt };
    return value;
  };

  const readNow = async (): Promise<T> => {
    reading ??= fetchValue().finally(() => {
      reading = undefined;
    });
    try {
      return await reading;
    } catch (cause) {
      if (known !== undefined) return known.value;
      // The parser's own word: the secret was read, and says nothing usable.
      if (cause instanceof Failure) throw cause;
      throw new Failure('secret_unavailable', {
        detail: 'A secret of this deployment cannot be read at the moment. Try again shortly.',
        retryAfterSeconds: 10,
        cause,
      });
    }
  };

  const readIfOlder = async (ageMs: number): Promise<T> =>
    known !== undefined && clock().getTime() - known.readAt < ageMs ? known.value : readNow();

  return { read: () => readIfOlder(maxAgeMs), readAgain: () => readIfOlder(againAfterMs) };
};
