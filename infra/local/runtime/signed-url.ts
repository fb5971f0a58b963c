import { createVerify } from 'node:crypto';
import type { ApiAnswer } from './http-answer.ts';
import type { ApiRequest } from './http-event.ts';

/** Public keys in PEM by the ids that CloudFront gave them. */
export type TrustedKeys = ReadonlyMap<string, string>;

const ownParameters = ['Expires', 'Signature', 'Key-Pair-Id'];

/**
 * What CloudFront answers to a request that a behaviour with trusted keys does not admit; undefined for one that it does.
 * Only canned policies are known. The signed address is rebuilt from name, path and query as they were sent: on the whole
 * of the way that TikTok takes it is an https one, whatever the last stretch to this machine is.
 */
export const refuseUnsigned = (request: ApiRequest, keys: TrustedKeys, now: Date): ApiAnswer | undefined => {
  const [path = '', query = ''] = request.target.split(/\?(.*)/s);
  const given = new URLSearchParams(query);
  const keyPairId = given.get('Key-Pair-Id');
  if (keyPairId === null) return refusal('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value');
  const publicKey = keys.get(keyPairId);
  if (publicKey === undefined) return refusal('InvalidKey', 'Unknown Key');
  const rest = query.split('&').filter((pair) => !ownParameters.includes(pair.split('=')[0] ?? ''));
  const url = `https://${String(request.headers['host'])}${path}${rest.length === 0 ? '' : `?${rest.join('&')}`}`;
  const isAdmitted =
    isBefore(now, given.get('Expires')) &&
    isSigned(url, given.get('Expires') ?? '', given.get('Signature') ?? '', publicKey);
  return isAdmitted ? undefined : refusal('AccessDenied', 'Access denied');
};

const isBefore = (now: Date, expires: string | null): boolean =>
  expires !== null && /^\d{1,12}$/.test(expires) && now.getTime() < Number(expires) * 1000;

const isSigned = (url: string, expires: string, signature: string, publicKey: string): boolean => {
  const policy = `{"Statement":[{"Resource":"${url}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
  const bytes = Buffer.from(
    signature.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'),
    'base64',
  );
  return createVerify('RSA-SHA1').update(policy).verify(publicKey, bytes);
};

const refusal = (code: string, message: string): ApiAnswer => ({
  status: 403,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  ),
});
