import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { AwsError, answerJson } from './aws-error.ts';
import type { ConditionContext } from './iam.ts';
import { bytes, parseInput } from './input.ts';
import { type EncryptionContext, openBlob, readBlobKeyId, sealBlob } from './kms-envelope.ts';
import type { KmsKey, KmsKeys } from './kms-keys.ts';
import { jsonErrors, type Operation, type Service } from './service.ts';

const protocol = { contentType: 'application/x-amz-json-1.1' } as const;
const context = z.record(z.string(), z.string()).default({});
const algorithm = z.literal('SYMMETRIC_DEFAULT').optional();
const keyReference = z.string().min(1).max(2048);

const generateDataKeyInput = z.strictObject({
  KeyId: keyReference,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  EncryptionContext: context,
});
const encryptInput = z.strictObject({
  KeyId: keyReference,
  Plaintext: bytes,
  EncryptionContext: context,
  EncryptionAlgorithm: algorithm,
});
const decryptInput = z.strictObject({
  CiphertextBlob: bytes,
  KeyId: keyReference.optional(),
  EncryptionContext: context,
  EncryptionAlgorithm: algorithm,
});
const describeKeyInput = z.strictObject({ KeyId: keyReference });

/**
 * KMS as far as this project calls it: symmetric keys, real AES-256-GCM, the encryption context bound to each ciphertext. The key
 * policies of AWS's default delegate to IAM, so the caller's role decides alone.
 */
export function createKmsService(keys: KmsKeys, accountId: string): Service {
  const operations: Record<string, Operation> = {
    GenerateDataKey: ({ input }) => {
      const request = parseInput(generateDataKeyInput, input);
      const sizeBytes = readDataKeySize(request);
      const key = requireKey(keys, request.KeyId);
      return {
        need: needFor('kms:GenerateDataKey', key.arn, request.EncryptionContext),
        run: () => generateDataKey(key, sizeBytes, request.EncryptionContext),
      };
    },
    Encrypt: ({ input }) => {
      const { KeyId, Plaintext, EncryptionContext } = parseInput(encryptInput, input);
      requireSize('plaintext', Plaintext, 4096);
      const key = requireKey(keys, KeyId);
      return {
        need: needFor('kms:Encrypt', key.arn, EncryptionContext),
        run: () => ({
          KeyId: key.arn,
          CiphertextBlob: sealBlob(key.keyId, key.material, Plaintext, EncryptionContext).toString('base64'),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        }),
      };
    },
    Decrypt: ({ input }) => {
      const { CiphertextBlob, KeyId, EncryptionContext } = parseInput(decryptInput, input);
      requireSize('ciphertextBlob', CiphertextBlob, 6144);
      const sealer = findSealer(keys, CiphertextBlob);
      const named = KeyId === undefined ? sealer : requireKey(keys, KeyId);
      return {
        need: needFor('kms:Decrypt', named.arn, EncryptionContext),
        run: () => decrypt(sealer, named, CiphertextBlob, EncryptionContext),
      };
    },
    DescribeKey: ({ input }) => {
      const key = requireKey(keys, parseInput(describeKeyInput, input).KeyId);
      return {
        need: needFor('kms:DescribeKey', key.arn, {}),
        run: () => describeKey(key, accountId),
      };
    },
  };
  return {
    name: 'kms',
    targetPrefix: 'TrentService.',
    protocol,
    operations,
    answer: (result) => answerJson(protocol, result),
    errors: jsonErrors,
  };
}

function generateDataKey(key: KmsKey, sizeBytes: number, encryptionContext: EncryptionContext) {
  const plaintext = randomBytes(sizeBytes);
  return {
    KeyId: key.arn,
    Plaintext: plaintext.toString('base64'),
    CiphertextBlob: sealBlob(key.keyId, key.material, plaintext, encryptionContext).toString('base64'),
  };
}

function decrypt(sealer: KmsKey, named: KmsKey, blob: Buffer, encryptionContext: EncryptionContext) {
  if (sealer.keyId !== named.keyId) {
    throw new AwsError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    );
  }
  const plaintext = openBlob(sealer.material, blob, encryptionContext);
  if (!plaintext) throw new AwsError('InvalidCiphertextException', 'The ciphertext cannot be opened.');
  return {
    KeyId: sealer.arn,
    Plaintext: plaintext.toString('base64'),
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  };
}

function describeKey({ keyId, arn, createdAtMs }: KmsKey, accountId: string) {
  return {
    KeyMetadata: {
      AWSAccountId: accountId,
      KeyId: keyId,
      Arn: arn,
      CreationDate: createdAtMs / 1000,
      Enabled: true,
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      KeyManager: 'CUSTOMER',
      Origin: 'AWS_KMS',
      MultiRegion: false,
    },
  };
}

function readDataKeySize({ KeySpec, NumberOfBytes }: z.infer<typeof generateDataKeyInput>): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  return NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32);
}

function requireKey(keys: KmsKeys, reference: string): KmsKey {
  const key = keys.find(reference);
  if (!key) throw new AwsError('NotFoundException', `Key '${reference}' does not exist`);
  return key;
}

function findSealer(keys: KmsKeys, blob: Buffer): KmsKey {
  const keyId = readBlobKeyId(blob);
  if (keyId === undefined)
    throw new AwsError('InvalidCiphertextException', 'The ciphertext cannot be opened.');
  const key = keys.find(keyId);
  if (key) return key;
  throw new AwsError(
    'AccessDeniedException',
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  );
}

function requireSize(name: string, content: Buffer, maximumSizeBytes: number): void {
  if (content.length >= 1 && content.length <= maximumSizeBytes) return;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must have length between 1 and ${maximumSizeBytes}`,
  );
}

function needFor(permission: string, resource: string, encryptionContext: EncryptionContext) {
  return { permission, resource, context: describeContext(encryptionContext) };
}

/** The condition keys that an encryption context supplies; an empty one supplies none. */
function describeContext(encryptionContext: EncryptionContext): ConditionContext {
  const pairs = Object.entries(encryptionContext);
  return new Map([
    ['aws:securetransport', ['true']],
    ...pairs.map(([key, value]): [string, string[]] => [
      `kms:encryptioncontext:${key.toLowerCase()}`,
      [value],
    ]),
    ...(pairs.length === 0
      ? []
      : [['kms:encryptioncontextkeys', pairs.map(([key]) => key)] satisfies [string, string[]]]),
  ]);
}
