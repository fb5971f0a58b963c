import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  NotFoundException,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { openBlob, sealBlob } from '../../../infra/local/aws/kms-envelope.ts';
import { type AwsUnderTest, catchError, connectRole, startAwsUnderTest } from './aws-under-test.ts';

const acme = { service: 'creator-connect', tenant: 'acme' };
let under: AwsUnderTest;
let key: { readonly arn: string; readonly keyId: string };

beforeAll(async () => {
  under = await startAwsUnderTest();
  key = under.aws.createKey('Tokens', { alias: 'alias/tokens' });
});

afterAll(() => under.stop());

async function generate(EncryptionContext: Record<string, string> = acme) {
  const made = await under.kms.send(
    new GenerateDataKeyCommand({ KeyId: key.arn, KeySpec: 'AES_256', EncryptionContext }),
  );
  if (!made.Plaintext || !made.CiphertextBlob) throw new Error('KMS gave no data key.');
  return { plaintext: made.Plaintext, blob: made.CiphertextBlob };
}

describe('a data key', () => {
  test('has 256 bits, is new each time, and comes back from its ciphertext without naming the key', async () => {
    const first = await generate();
    const second = await generate();

    const opened = await under.kms.send(
      new DecryptCommand({ CiphertextBlob: first.blob, EncryptionContext: acme }),
    );

    expect(first.plaintext).toHaveLength(32);
    expect(first.plaintext).not.toEqual(second.plaintext);
    expect(opened.Plaintext).toEqual(first.plaintext);
    expect(opened.KeyId).toBe(key.arn);
  });

  test('can have any size that is asked for, but only one way of asking', async () => {
    const sized = await under.kms.send(new GenerateDataKeyCommand({ KeyId: key.arn, NumberOfBytes: 64 }));
    const both = new GenerateDataKeyCommand({ KeyId: key.arn, NumberOfBytes: 64, KeySpec: 'AES_256' });

    expect(sized.Plaintext).toHaveLength(64);
    expect((await catchError(under.kms.send(both))).name).toBe('ValidationException');
  });

  test.each([
    ['another tenant', { ...acme, tenant: 'other' }],
    ['a pair less', { tenant: 'acme' }],
    ['a pair more', { ...acme, more: 'x' }],
    ['none', {}],
  ])('does not open with an encryption context of %s', async (_what, EncryptionContext) => {
    const { blob } = await generate();

    const refused = await catchError(
      under.kms.send(new DecryptCommand({ CiphertextBlob: blob, EncryptionContext })),
    );

    expect(refused).toBeInstanceOf(InvalidCiphertextException);
  });

  test('opens whatever the order of the context’s pairs', async () => {
    const { blob, plaintext } = await generate({ a: '1', b: '2' });

    const opened = await under.kms.send(
      new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: { b: '2', a: '1' } }),
    );

    expect(opened.Plaintext).toEqual(plaintext);
  });

  test('does not open under another key', async () => {
    const other = under.aws.createKey('Storage');
    const { blob } = await generate();

    const call = new DecryptCommand({ CiphertextBlob: blob, KeyId: other.arn, EncryptionContext: acme });

    expect(await catchError(under.kms.send(call))).toBeInstanceOf(IncorrectKeyException);
  });
});

describe('a ciphertext', () => {
  test('with any one bit changed never opens', () => {
    const material = Buffer.alloc(32, 7);
    const blob = sealBlob(key.keyId, material, Buffer.from('plain'), acme);
    expect(openBlob(material, blob, acme)?.toString()).toBe('plain');

    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      const changed = Buffer.from(blob);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(openBlob(material, changed, acme)).toBeUndefined();
    }
  });

  test('opens with exactly the context it was sealed with', () => {
    const contexts = fc.dictionary(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 }), { maxKeys: 3 });
    const material = Buffer.alloc(32, 7);

    fc.assert(
      fc.property(contexts, contexts, (sealed, opened) => {
        const isSame =
          Object.keys(sealed).length === Object.keys(opened).length &&
          Object.entries(sealed).every(
            ([name, value]) => Object.hasOwn(opened, name) && opened[name] === value,
          );
        const blob = sealBlob(key.keyId, material, Buffer.from('plain'), sealed);
        expect(openBlob(material, blob, opened) !== undefined).toBe(isSame);
      }),
    );
  });

  test('that was tampered with is an invalid ciphertext', async () => {
    const { blob } = await generate();
    const changed = Buffer.from(blob);
    changed.writeUInt8(changed.readUInt8(40) ^ 1, 40);

    const calls = [changed, Buffer.from('nonsense')].map((CiphertextBlob) =>
      catchError(under.kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: acme }))),
    );

    for (const call of calls) expect(await call).toBeInstanceOf(InvalidCiphertextException);
  });

  test('is what Encrypt makes of up to 4096 bytes', async () => {
    const Plaintext = Buffer.alloc(4096, 1);
    const sealed = await under.kms.send(new EncryptCommand({ KeyId: 'alias/tokens', Plaintext }));
    const tooLong = new EncryptCommand({ KeyId: 'alias/tokens', Plaintext: Buffer.alloc(4097) });

    const opened = await under.kms.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob }));

    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
    expect((await catchError(under.kms.send(tooLong))).name).toBe('ValidationException');
  });
});

describe('a key', () => {
  test('is found by id, ARN, alias and alias ARN, and by nothing else', async () => {
    const alias = `arn:aws:kms:eu-central-1:000000000000:alias/tokens`;
    for (const KeyId of [key.keyId, key.arn, 'alias/tokens', alias]) {
      const { KeyMetadata } = await under.kms.send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata?.Arn).toBe(key.arn);
    }

    const unknown = catchError(under.kms.send(new DescribeKeyCommand({ KeyId: 'alias/nobody' })));

    expect(await unknown).toBeInstanceOf(NotFoundException);
  });

  test('survives a restart with its id and its material, in a file for its owner only', async () => {
    const { blob, plaintext } = await generate();
    await under.stop({ folder: true });

    under = await startAwsUnderTest({ dataDir: under.dataDir });

    expect(under.aws.createKey('Tokens', { alias: 'alias/tokens' })).toEqual(key);
    const opened = await under.kms.send(
      new DecryptCommand({ CiphertextBlob: blob, EncryptionContext: acme }),
    );
    expect(opened.Plaintext).toEqual(plaintext);
    const file = join(under.dataDir, 'kms-keys.json');
    expect(existsSync(file) && statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('a role bound to an encryption context', () => {
  test('decrypts for that context and is denied for others', async () => {
    const worker = connectRole(under.aws, 'Acme', [
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: key.arn,
        Condition: {
          StringEquals: { 'kms:EncryptionContext:tenant': 'acme' },
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['service', 'tenant'] },
        },
      },
    ]);
    const mine = await generate();
    const other = { ...acme, tenant: 'other' };
    const theirs = await generate(other);

    const opened = await worker.kms.send(
      new DecryptCommand({ CiphertextBlob: mine.blob, EncryptionContext: acme }),
    );
    const denied = worker.kms.send(
      new DecryptCommand({ CiphertextBlob: theirs.blob, EncryptionContext: other }),
    );

    expect(opened.Plaintext).toEqual(mine.plaintext);
    expect((await catchError(denied)).name).toBe('AccessDeniedException');
  });
});

test('a parameter that the stand-in does not act on is refused', async () => {
  const dryRun = new DecryptCommand({
    CiphertextBlob: (await generate()).blob,
    EncryptionContext: acme,
    DryRun: true,
  });

  const refused = await catchError(under.kms.send(dryRun));

  expect(refused.message).toContain('DryRun');
});
