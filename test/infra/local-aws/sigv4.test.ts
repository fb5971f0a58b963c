import { describe, expect, test } from '@jest/globals';
import { findSignatureFault, readAuthorization, type SignedRequest } from '../../../infra/local/aws/sigv4.ts';

/* AWS's published test suite for Signature Version 4: the credentials, and the cases get-vanilla, post-vanilla and
 * get-vanilla-query-order-key-case. */
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const signedAt = Date.parse('2015-08-30T12:36:00Z');
const suiteHeaders = { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' };

function authorize(signature: string, signedHeaders = 'host;x-amz-date') {
  return readAuthorization(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  );
}

function check(
  request: Partial<SignedRequest>,
  authorization: ReturnType<typeof authorize>,
  nowMs = signedAt,
) {
  if (!authorization) throw new Error('The header was not understood.');
  const whole = { method: 'GET', target: '/', headers: suiteHeaders, body: Buffer.alloc(0), ...request };
  return findSignatureFault(whole, authorization, secret, nowMs);
}

const getVanilla = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';

describe('a signature', () => {
  test.each([
    ['get-vanilla', { method: 'GET' }, getVanilla],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      { target: '/?Param2=value2&Param1=value1' },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
  ])('of the published case %s is good', (_name, request, signature) => {
    expect(check(request, authorize(signature))).toBeUndefined();
  });

  test('does not fit another method, path, header or body', () => {
    const signature = authorize(getVanilla);

    const faults = [
      check({ method: 'POST' }, signature),
      check({ target: '/other' }, signature),
      check({ headers: { ...suiteHeaders, host: 'elsewhere' } }, signature),
      check({ body: Buffer.from('x') }, signature),
    ];

    for (const fault of faults) expect(fault).toContain('does not match the signature');
  });

  test('that does not cover the host is refused', () => {
    expect(check({}, authorize(getVanilla, 'x-amz-date'))).toContain('SignedHeaders');
  });

  test('is good for five minutes and no longer', () => {
    expect(check({}, authorize(getVanilla), signedAt + 299_000)).toBeUndefined();
    expect(check({}, authorize(getVanilla), signedAt + 301_000)).toContain('expired');
    expect(check({}, authorize(getVanilla), signedAt - 301_000)).toContain('expired');
  });
});

test.each([
  undefined,
  '',
  'Bearer x',
  'AWS4-HMAC-SHA256 Credential=a/b',
  `AWS4-HMAC-SHA256 Credential=/20150830/r/s/aws4_request`,
])('the header %j names nobody', (header) => {
  expect(readAuthorization(header)).toBeUndefined();
});
