import { createHash, createPrivateKey, createVerify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../shared/core/secret.ts';
import { createMediaSigner, parseSigningKey } from '../../../shared/media/media-signer.ts';
import { readSigningKey, signUrl, writeCannedPolicy } from '../../../shared/media/signed-url.ts';
import { createKeyPair } from '../../support/media-key.ts';

const pair = createKeyPair();
const url = 'https://connect.example.com/media/t/photo';
const expiresAt = new Date('2026-11-23T08:00:00.900Z');

describe('a signed address', () => {
  const signed = new URL(
    signUrl(url, expiresAt, { keyPairId: 'K2JCJMDEHXQW5F', privateKey: createPrivateKey(pair.privateKey) }),
  );

  test('names its end in whole seconds, and its key', () => {
    expect(signed.href.startsWith(`${url}?Expires=1795420800&Signature=`)).toBe(true);
    expect(signed.href.endsWith('&Key-Pair-Id=K2JCJMDEHXQW5F')).toBe(true);
  });

  test('carries the RSA-SHA1 signature of the canned policy, in an alphabet that means nothing in a query', () => {
    const signature = signed.searchParams.get('Signature') ?? '';
    const policy = `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":1795420800}}}]}`;

    const bytes = Buffer.from(
      signature.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'),
      'base64',
    );

    expect(signature).toMatch(/^[\w~-]{342}__$/);
    expect(createVerify('RSA-SHA1').update(policy).verify(pair.publicKey, bytes)).toBe(true);
    expect(createVerify('RSA-SHA1').update(`${policy} `).verify(pair.publicKey, bytes)).toBe(false);
  });

  test('is signed for a policy without a space, key by key in the order that CloudFront writes it', () => {
    const policy = writeCannedPolicy('https://d1.cloudfront.net/image.jpg', 1357034400);

    expect(policy).toBe(
      '{"Statement":[{"Resource":"https://d1.cloudfront.net/image.jpg","Condition":{"DateLessThan":{"AWS:EpochTime":1357034400}}}]}',
    );
  });
});

describe('the key', () => {
  test.each([
    ['what the deployment generated', createHash('sha256').update('x').digest('hex')],
    ['the public half', pair.publicKey],
    ['a key of another size', createKeyPair(3072).privateKey],
  ])('is not %s, and the refusal does not repeat it', (_what, text) => {
    expect(() => readSigningKey(text)).toThrow(/^The media signing key [\w ]+\.$/);
  });

  test('is the one whose public half is deployed, and no other', () => {
    const parse = parseSigningKey(pair.publicKey);

    expect(parse(pair.privateKey).reveal()).toBe(pair.privateKey);
    expect(() => parse(createKeyPair().privateKey)).toThrow(/does not belong to the mediaPublicKey/);
  });
});

test('the signer opens each address for as long as it is told, from now', async () => {
  const sign = createMediaSigner({
    keyPairId: 'K1',
    privateKey: { read: async () => new Secret(pair.privateKey) },
    clock: () => new Date(1_000_000),
  });

  const [first, second] = await sign([url, `${url}2`], 3600);

  expect(new URL(first ?? '').searchParams.get('Expires')).toBe('4600');
  expect(new URL(second ?? '').pathname).toBe('/media/t/photo2');
  expect(new URL(first ?? '').search).not.toBe(new URL(second ?? '').search);
});
