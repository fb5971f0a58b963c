import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createKmsClient, createKmsKeyService } from '../../../shared/vault/kms.ts';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d';
const client = new KMSClient({ region: 'eu-west-1' });
const kms = mockClient(client);
const keyService = createKmsKeyService({ client, keyArn: KEY_ARN });
const plaintext = () => new Uint8Array(32).fill(7);

const kmsError = (name: string, fault: 'client' | 'server') =>
  new KMSServiceException({
    name,
    $fault: fault,
    message: `${name} happened`,
    $metadata: {},
  });

const networkError = (code: string) => Object.assign(new Error('connect failed'), { code });

const named = (name: string) => Object.assign(new Error('gave up'), { name });

beforeEach(() => {
  kms.reset();
});

describe('the KMS key service', () => {
  test('asks for a 256-bit data key under our key, bound to service and tenant', async () => {
    kms.on(GenerateDataKeyCommand).resolves({
      Plaintext: plaintext(),
      CiphertextBlob: Buffer.from('wrapped'),
    });

    const made = await keyService.generateDataKey('tenant-a');

    expect(made).toEqual({
      plaintext: plaintext(),
      wrapped: Buffer.from('wrapped'),
    });
    expect(kms.commandCalls(GenerateDataKeyCommand).map((call) => call.args[0].input)).toEqual([
      {
        KeyId: KEY_ARN,
        KeySpec: 'AES_256',
        EncryptionContext: { service: 'creator-connect', tenant: 'tenant-a' },
      },
    ]);
  });

  test('unwraps under our key alone, bound to service and tenant', async () => {
    kms.on(DecryptCommand).resolves({ Plaintext: plaintext() });

    const unwrapped = await keyService.unwrap(Buffer.from('wrapped'), 'tenant-a');

    expect(unwrapped).toEqual(plaintext());
    expect(kms.commandCalls(DecryptCommand).map((call) => call.args[0].input)).toEqual([
      {
        KeyId: KEY_ARN,
        CiphertextBlob: Buffer.from('wrapped'),
        EncryptionContext: { service: 'creator-connect', tenant: 'tenant-a' },
      },
    ]);
  });

  test('gives every call a deadline', async () => {
    kms.on(DecryptCommand).resolves({ Plaintext: plaintext() });

    await keyService.unwrap(Buffer.from('wrapped'), 'tenant-a');

    const args: readonly unknown[] = kms.commandCalls(DecryptCommand)[0]?.args ?? [];
    expect(args[1]).toEqual({ abortSignal: expect.any(AbortSignal) });
  });

  test.each([
    ['throttling', kmsError('ThrottlingException', 'client')],
    ['a fault of KMS', kmsError('KMSInternalException', 'server')],
    ['a dependency of KMS timing out', kmsError('DependencyTimeoutException', 'server')],
    ['the key being unavailable for now', kmsError('KeyUnavailableException', 'server')],
    ['a refused connection', networkError('ECONNREFUSED')],
    ['an unknown host', networkError('ENOTFOUND')],
    ['an attempt timing out', named('TimeoutError')],
    ['the deadline of the call', named('AbortError')],
  ])('reports %s as a failure to be tried again, with its cause for the log', async (_what, error) => {
    kms.on(DecryptCommand).rejects(error);

    const thrown: unknown = await keyService
      .unwrap(Buffer.from('wrapped'), 'tenant-a')
      .catch((caught: unknown) => caught);

    expect(thrown).toMatchObject({
      code: 'key_service_unavailable',
      retryAfterSeconds: 5,
      cause: error,
    });
  });

  test.each(['InvalidCiphertextException', 'IncorrectKeyException'])(
    'reports %s as an unreadable token',
    async (name) => {
      kms.on(DecryptCommand).rejects(kmsError(name, 'client'));

      await expect(keyService.unwrap(Buffer.from('wrapped'), 'tenant-b')).rejects.toMatchObject({
        code: 'sealed_token_unreadable',
      });
    },
  );

  test.each([
    'AccessDeniedException',
    'DisabledException',
    'NotFoundException',
    'KMSInvalidStateException',
    'KeyUnavailableException',
  ])('reports %s as a failure that the operator has to mend, with its cause for the log', async (name) => {
    const refusal = kmsError(name, 'client');
    kms.on(GenerateDataKeyCommand).rejects(refusal);
    kms.on(DecryptCommand).rejects(refusal);

    const thrown: unknown[] = [
      await keyService.generateDataKey('tenant-a').catch((caught: unknown) => caught),
      await keyService.unwrap(Buffer.from('wrapped'), 'tenant-a').catch((caught: unknown) => caught),
    ];

    const failure = {
      code: 'key_service_unavailable',
      detail: expect.stringContaining('operator'),
      cause: refusal,
    };
    expect(thrown).toMatchObject([failure, failure]);
  });

  test.each(['ValidationException', 'InvalidKeyUsageException', 'UnsupportedOperationException'])(
    'lets %s through as the surprise it is',
    async (name) => {
      const fault = kmsError(name, 'client');
      kms.on(GenerateDataKeyCommand).rejects(fault);

      await expect(keyService.generateDataKey('tenant-a')).rejects.toBe(fault);
    },
  );

  test('has no key material in a failure', async () => {
    kms.on(GenerateDataKeyCommand).resolves({ Plaintext: Buffer.from('sixteen-bytes-of-key-material!!!') });

    const thrown: unknown = await keyService.generateDataKey('tenant-a').catch((caught: unknown) => caught);

    expect(thrown).toBeInstanceOf(Error);
    expect(inspect(thrown, { depth: null, showHidden: true })).not.toContain('key-material');
  });
});

describe('the KMS client', () => {
  test('gives up on a KMS that never answers, attempt by attempt, after the third', async () => {
    const requests: string[] = [];
    const silent = createServer((request) => requests.push(String(request.headers['x-amz-target'])));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const credentials = { accessKeyId: 'id', secretAccessKey: 'key' };
    const impatient = createKmsClient(
      { region: 'eu-west-1', endpoint: `http://127.0.0.1:${port}`, credentials },
      // Long enough for a request to arrive on a machine that is busy.
      500,
    );

    const failing = createKmsKeyService({ client: impatient, keyArn: KEY_ARN }).generateDataKey('tenant-a');

    await expect(failing).rejects.toMatchObject({ code: 'key_service_unavailable' });
    expect(requests).toEqual(Array.from({ length: 3 }, () => 'TrentService.GenerateDataKey'));
    impatient.destroy();
    silent.closeAllConnections();
    await once(silent.close(), 'close');
  });
});
