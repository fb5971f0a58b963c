import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../shared/core/secret.ts';
import { verifySignature } from '../../../shared/platforms/tiktok/signature.ts';
import { clientSecret, epoch, signBody } from '../../support/tiktok-events.ts';

/** The vector of tiktok-api.md section 7.4. */
const vector = {
  secret: 'sim-client-secret-0123456789',
  header: 't=1793000005,s=6b556521a9cbc4d0e292c3d5e4a1ef28fe291b9a633d05769698f0a77d4f8c33',
  body: String.raw`{"client_key":"awsimclientkey01","event":"post.publish.publicly_available","create_time":1793000000,"user_openid":"-000SimOpenIdAbCdEfGhIjKlMnOpQrStUvWx","content":"{\"publish_id\":\"v_pub_file~v2-1.7600000000000000123\",\"publish_type\":\"DIRECT_PUBLISH\",\"post_id\":\"7600000000000000456\"}"}`,
};
const rules = { maxAgeSeconds: 3600, maxFutureSeconds: 300 };
const now = new Date(epoch * 1000);
const body = Buffer.from(vector.body);

const verify = (header: string | undefined, bytes: Uint8Array = body, secrets = [vector.secret]) =>
  verifySignature(
    header,
    bytes,
    secrets.map((secret) => new Secret(secret)),
    now,
    rules,
  );

describe('a webhook signature', () => {
  test('of the published vector is valid', () => {
    expect(verify(vector.header)).toBe('valid');
  });

  test('is refused with any single bit of the body flipped', () => {
    const verdicts = new Set<string>();

    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const flipped = Buffer.from(body);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      verdicts.add(verify(vector.header, flipped));
    }

    expect([...verdicts]).toEqual(['mismatch']);
  });

  test('is never valid with any single bit of the header flipped, but for the case of a hex digit', () => {
    const header = Buffer.from(vector.header);
    const valid: string[] = [];

    for (let bit = 0; bit < header.length * 8; bit += 1) {
      const flipped = Buffer.from(header);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      if (verify(flipped.toString('latin1')) === 'valid') valid.push(flipped.toString('latin1'));
    }

    expect(valid.filter((one) => one.toLowerCase() !== vector.header)).toEqual([]);
  });

  test.each([
    ['absent', undefined, 'missing'],
    ['empty', '', 'missing'],
    ['without t', `s=${'a'.repeat(64)}`, 'malformed'],
    ['without s', 't=1793000005', 'malformed'],
    ['with a t in words', `t=now,s=${'a'.repeat(64)}`, 'malformed'],
    ['with a negative t', `t=-1,s=${'a'.repeat(64)}`, 'malformed'],
    ['with a t of a float', `t=1.5,s=${'a'.repeat(64)}`, 'malformed'],
    ['with an s of 63 digits', `t=1793000005,s=${'a'.repeat(63)}`, 'malformed'],
    ['with an s of 65 digits', `t=1793000005,s=${'a'.repeat(65)}`, 'malformed'],
    ['with an s that is no hex', `t=1793000005,s=${'g'.repeat(64)}`, 'malformed'],
    ['of another key', signBody(body, epoch, 'another'), 'mismatch'],
  ] as const)('that is %s is %s', (_, header, verdict) => {
    expect(verify(header)).toBe(verdict);
  });

  test('may stand with its parts in another order, with spaces and with parts still unknown', () => {
    const [t, s] = vector.header.split(',');

    const verdicts = [`${s},${t}`, `${t}, ${s}`, `v=2,${t},x,${s},`].map((header) => verify(header));

    expect(verdicts).toEqual(['valid', 'valid', 'valid']);
  });

  test('by either of two secrets is valid, by neither is not, and without any secret nothing is', () => {
    const verdicts = [['new', clientSecret], [clientSecret, 'old'], ['new', 'old'], []].map((secrets) =>
      verify(vector.header, body, secrets),
    );

    expect(verdicts).toEqual(['valid', 'valid', 'mismatch', 'mismatch']);
  });

  test.each([
    [-3600, 'valid'],
    [-3601, 'too_old'],
    [300, 'valid'],
    [301, 'in_the_future'],
  ] as const)('made %s seconds from now is %s', (seconds, verdict) => {
    expect(verify(signBody(body, epoch + seconds))).toBe(verdict);
  });

  test('that is both forged and too old says only that it does not match', () => {
    expect(verify(signBody(body, 1, 'another'))).toBe('mismatch');
  });
});
