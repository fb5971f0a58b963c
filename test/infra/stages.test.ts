import { describe, expect, test } from '@jest/globals';
import { readStage } from '../../infra/read-stage.ts';
import { settings } from '../../infra/stage-context.ts';
import { stageNames, stages } from '../../infra/stages.ts';
import { createKeyPair } from '../support/media-key.ts';

const { publicKey, privateKey } = createKeyPair();
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/3f0c';

describe('a stage', () => {
  test('is starter when the context names none', () => {
    expect(readStage({})).toEqual(stages.starter);
  });

  test.each(stageNames)('%s lets at least two consumers run, as Lambda asks', (stage) => {
    expect(readStage({ stage }).maxConcurrency).toBeGreaterThanOrEqual(2);
  });

  test('takes its own domain with the certificate', () => {
    const { domain } = readStage({ stage: 'production', domainName: 'connect.example.com', certificateArn });

    expect(domain).toEqual({ name: 'connect.example.com', certificateArn });
  });

  test('reads a list of origins from the command line as well as from cdk.json', () => {
    const expected = ['https://a.example.com', 'https://b.example.com'];

    expect(readStage({ crmOrigins: 'https://a.example.com,https://b.example.com' }).crmOrigins).toEqual(
      expected,
    );
    expect(readStage({ crmOrigins: expected }).crmOrigins).toEqual(expected);
  });

  test('takes what is verified at TikTok as domains and as address prefixes', () => {
    const { verifiedProperties } = readStage({
      verifiedProperties: 'media.example.com, https://example.com/videos/',
    });

    expect(verifiedProperties).toEqual(['media.example.com', 'https://example.com/videos/']);
  });

  test.each([
    'example',
    'Media.example.com',
    'media.example.com.',
    '127.0.0.1',
    'media.example.com/videos',
    'http://example.com/videos/',
    'https://example.com/videos',
    'https://example.com',
    'https://example.com:8443/',
    'https://user@example.com/',
    'https://example.com/?a=/',
    'https://example.com/#/',
    'https://example.com/a/../',
    'https://10.0.0.1/',
    'https://localhost/',
    '',
  ])('refuses %j as something verified, and says what it may be', (property) => {
    expect(() => readStage({ verifiedProperties: [property] })).toThrow(
      /^The setting verifiedProperties\.0 is not acceptable: each must be a domain, .* or an https address that ends in a slash/,
    );
  });

  test('serves staged photos under its own domain when it has a key for their addresses, and nowhere without either', () => {
    const domain = { domainName: 'connect.example.com', certificateArn };

    const { mediaUrl, mediaPublicKey } = readStage({ ...domain, mediaPublicKey: publicKey });

    expect(mediaUrl).toBe('https://connect.example.com/');
    expect(mediaPublicKey).toBe(publicKey);
    expect(readStage(domain).mediaUrl).toBeUndefined();
    expect(readStage({}).mediaUrl).toBeUndefined();
    expect(() => readStage({ mediaPublicKey: publicKey })).toThrow(
      /^The setting mediaPublicKey asks for domainName and certificateArn too/,
    );
  });

  test('takes the public key on one line, as the command line needs it', () => {
    const mediaPublicKey = publicKey.replaceAll(/-----.*-----|\s/g, '');

    const read = readStage({ domainName: 'a.example.com', certificateArn, mediaPublicKey });

    expect(read.mediaPublicKey).toBe(publicKey);
  });

  test.each([
    ['text', 'key'],
    ['the private half', privateKey],
    ['the private half without its frame', privateKey.replaceAll(/-----.*-----|\s/g, '')],
    ['a key of another size', createKeyPair(3072).publicKey],
    ['a broken key', publicKey.replace(/MII.{20}/, '')],
  ])('refuses %s as the key of media addresses, in a sentence that does not repeat it', (_what, text) => {
    const reading = () => readStage({ domainName: 'a.example.com', certificateArn, mediaPublicKey: text });

    expect(reading).toThrow(
      'The setting mediaPublicKey is not acceptable: must be the public half, in PEM or its base64 on one line, of an RSA key of 2048 bits.',
    );
  });

  test('serves them to the simulator under a name that belongs to nobody, and to TikTok under the tunnel’s', () => {
    const local = { stage: 'local', mediaPublicKey: publicKey };
    const simulated = readStage({ ...local, simulatorUrl: 'http://127.0.0.1:4010' });
    const tunnelled = readStage({ ...local, localUrl: 'https://tunnel.example.com' });

    expect(simulated.mediaUrl).toBe('https://media.creator-connect.test/');
    expect(tunnelled.mediaUrl).toBe('https://tunnel.example.com/');
    expect(readStage(local).mediaUrl).toBeUndefined();
  });

  test('takes the files by which TikTok verifies a site', () => {
    const verificationFiles = { 'tiktokA1.txt': 'tiktok-developers-site-verification=A1' };

    expect(readStage({ verificationFiles: JSON.stringify(verificationFiles) })).toMatchObject({
      verificationFiles,
    });
  });

  test('has its own audience for an OIDC issuer unless one is given', () => {
    const oidcIssuer = 'https://issuer.example.com';

    expect(readStage({ oidcIssuer }).oidc).toEqual({ issuer: oidcIssuer, audience: 'creator-connect' });
    expect(readStage({ oidcIssuer, oidcAudience: 'crm' }).oidc).toEqual({
      issuer: oidcIssuer,
      audience: 'crm',
    });
  });

  test('talks to TikTok from the local stack unless a simulator is named', () => {
    const withTikTok = readStage({ stage: 'local', localUrl: 'https://tunnel.example.com' });
    const simulated = readStage({ stage: 'local', simulatorUrl: 'http://127.0.0.1:4010' });

    expect(withTikTok.tiktokApiUrl).toBe('https://open.tiktokapis.com');
    expect(simulated.tiktokApiUrl).toBe('http://127.0.0.1:4010');
    expect(simulated.tiktokAuthorizeUrl).toBe('http://127.0.0.1:4010/v2/auth/authorize/');
  });

  test('never sends a deployed stage to a simulator', () => {
    const stage = readStage({
      stage: 'production',
      simulatorUrl: 'http://127.0.0.1:4010',
      localUrl: 'http://x.test',
    });

    expect(stage).toEqual(stages.production);
  });

  test('accepts signatures for less time than dedupe keys and queues keep', () => {
    // Queue 7 days, dead letters 14: what is replayed later than that must fail by its age.
    for (const name of stageNames) expect(stages[name].webhookMaxAgeSeconds).toBeLessThan(21 * 86_400);
    for (const name of stageNames) expect(stages[name].webhookMaxAgeSeconds).toBeGreaterThan(72 * 3600);
  });
});

test.each([
  [{ stage: 'prod' }, /setting stage/],
  [{ domainName: 'connect.example.com' }, /together/],
  [{ certificateArn }, /together/],
  [
    { domainName: 'x.example.com', certificateArn: certificateArn.replace('us-east-1', 'eu-central-1') },
    /us-east-1/,
  ],
  [{ crmOrigins: 'https://crm.example.com/path' }, /setting crmOrigins/],
  [{ crmOrigins: '*' }, /setting crmOrigins/],
  [{ oidcAudience: 'crm' }, /oidcIssuer/],
  [{ oidcIssuer: 'http://issuer.example.com' }, /setting oidcIssuer/],
  [{ verificationFiles: { '../x.txt': '' } }, /setting verificationFiles/],
  [{ verificationFiles: 'not json' }, /setting verificationFiles/],
  [{ alarmEmail: 'nobody' }, /setting alarmEmail/],
  [{ privacyUrl: 'javascript:alert(1)' }, /setting privacyUrl/],
])('%j is refused with a sentence that names the setting', (context, sentence) => {
  expect(() => readStage(context)).toThrow(sentence);
});

test('every setting of a deployment is described, for the README', () => {
  expect(settings.map(({ name }) => name)).toContain('crmOrigins');
  for (const { name, description } of settings) expect(`${name}: ${description}`).toMatch(/: .{5,}\.$/);
});
