import {
  DecryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  type KMSClientConfig,
  KMSServiceException,
} from '@aws-sdk/client-kms';
import { Failure } from '../core/failure.ts';
import type { KeyService } from './data-keys.ts';
import { unreadable } from './sealed-token.ts';

const ATTEMPTS = 3;
const CONNECT_TIMEOUT_MS = 1_000;
const ATTEMPT_TIMEOUT_MS = 3_000;
/** All attempts and the pauses between them. */
const CALL_TIMEOUT_MS = 10_000;
const RETRY_AFTER_SECONDS = 5;

/** Half of the encryption context; the grants of the KMS key are conditioned on it. */
export const SERVICE_CONTEXT = 'creator-connect';

/** A KMS client whose every attempt has a deadline. Region, credentials and endpoint come from the environment, or `config`. */
export const createKmsClient = (
  config: KMSClientConfig = {},
  attemptTimeoutMs = ATTEMPT_TIMEOUT_MS,
): KMSClient =>
  new KMSClient({
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: attemptTimeoutMs,
      throwOnRequestTimeout: true,
    },
    ...config,
  });

/**
 * Data keys from KMS, bound to the tenant by the encryption context. A lost reply costs nothing: both calls change no
 * state at KMS. Throttling, faults of KMS, no answer and a refusal (permissions, a disabled key) are
 * `key_service_unavailable`; a wrapped key that is not this tenant's is `sealed_token_unreadable`.
 */
export const createKmsKeyService = ({
  client,
  keyArn,
}: {
  client: KMSClient;
  keyArn: string;
}): KeyService => ({
  generateDataKey: async (tenant) => {
    const command = new GenerateDataKeyCommand({
      KeyId: keyArn,
      KeySpec: 'AES_256',
      EncryptionContext: contextOf(tenant),
    });
    const { Plaintext, CiphertextBlob } = await client.send(command, deadline()).catch(throwClassified);
    return { plaintext: present(Plaintext), wrapped: present(CiphertextBlob) };
  },
  unwrap: async (wrapped, tenant) => {
    const command = new DecryptCommand({
      KeyId: keyArn,
      CiphertextBlob: wrapped,
      EncryptionContext: contextOf(tenant),
    });
    const { Plaintext } = await client.send(command, deadline()).catch(throwClassified);
    return present(Plaintext);
  },
});

const contextOf = (tenant: string) => ({ service: SERVICE_CONTEXT, tenant });

const deadline = () => ({ abortSignal: AbortSignal.timeout(CALL_TIMEOUT_MS) });

const present = (bytes: Uint8Array | undefined): Uint8Array => {
  if (!bytes) throw new Error('KMS answered without the key that was asked for.');
  return bytes;
};

/** Throws what the error means to us. */
const throwClassified = (error: unknown): never => {
  if (isForeignCiphertext(error)) throw unreadable();
  const refused = isRefusal(error);
  if (!refused && !isPassing(error)) throw error;
  throw new Failure('key_service_unavailable', {
    detail: refused
      ? 'The key service does not let this deployment use its key. The operator has to look at it.'
      : 'The key service did not answer. Try again.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
};

/** KMS says so when the blob, the key or the encryption context is not the one that it was wrapped with. */
const isForeignCiphertext = (error: unknown): boolean =>
  error instanceof KMSServiceException && /^(InvalidCiphertext|IncorrectKey)Exception$/.test(error.name);

/** The key is disabled or gone, or the permission is: nobody's tokens are lost, and all work again once it is mended. */
const isRefusal = (error: unknown): boolean =>
  error instanceof KMSServiceException &&
  /^(Disabled|KMSInvalidState|KeyUnavailable|NotFound|AccessDenied)(Exception)?$/.test(error.name);

/** KMS was busy or at fault, or no answer came in time: the same call may succeed later. */
const isPassing = (error: unknown): boolean => {
  if (error instanceof KMSServiceException) {
    return (
      error.$fault === 'server' ||
      error.$retryable !== undefined ||
      /Throttl|TooManyRequests|RequestTimeout/.test(error.name)
    );
  }
  return error instanceof Error && (/^(Timeout|Abort)Error$/.test(error.name) || hasSystemCode(error));
};

/** Set by Node on failures of the network, such as ECONNREFUSED. */
const hasSystemCode = (error: Error): boolean => 'code' in error && /^E[A-Z]/.test(String(error.code));
