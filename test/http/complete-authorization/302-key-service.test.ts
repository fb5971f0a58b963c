import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startAws } from '../../../infra/local/aws/start-aws.ts';
import { createKmsKeyService } from '../../../shared/vault/kms.ts';
import { startApi, storesOn } from '../../support/api.ts';
import { openBrowser } from '../../support/browser.ts';
import { openUnreachableDatabase } from '../../support/outages.ts';
import { callsTo, countAccounts, revealAccessToken, tokenPath, worksAtTiktok } from '../../support/rows.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'key-service-'));
const aws = await startAws({ port: 0, dataDir });
const client = new KMSClient({
  endpoint: aws.url,
  region: aws.region,
  credentials: aws.rootCredentials,
  maxAttempts: 1,
});
const keyService = createKmsKeyService({ client, keyArn: aws.createKey('tokens').arn });
const api = await startApi({ keyService });
afterAll(async () => {
  client.destroy();
  await Promise.all([api.close(), aws.close()]);
  await rm(dataDir, { recursive: true });
});

beforeEach(aws.clearFaults);

describe('an authorization while the key service is down', () => {
  test.each(['InternalFailure', 'ThrottlingException'] as const)(
    'by %s asks TikTok for no token, so that none is lost, and says so',
    async (error) => {
      aws.setFault({ service: 'kms', error });

      const end = await openBrowser(api).connect(await api.token());

      expect(end.searchParams.get('code')).toBe('key_service_unavailable');
      expect(callsTo(api, tokenPath)).toEqual([]);
      expect(await countAccounts(api)).toBe(0);
    },
  );

  test('connects when it is back, and needs it no more while the key is at hand', async () => {
    const browser = openBrowser(api);
    const token = await api.token();
    const first = await browser.connect(token);
    aws.setFault({ service: 'kms', error: 'InternalFailure' });

    const second = await browser.connect(token, { creator: 'quiet.garden' });

    expect([first, second].map((end) => end.searchParams.get('tiktok'))).toEqual(['connected', 'connected']);
    expect(
      await worksAtTiktok(api, await revealAccessToken(api, second.searchParams.get('accountId') ?? '')),
    ).toBe(true);
  });
});

test('without the database no token is asked for either, and the browser is sent to the connect page', async () => {
  const database = openUnreachableDatabase();
  const dark = await startApi({ replace: storesOn(database) });

  const answer = await dark.request('GET', '/api/auth/tiktok/callback?code=c&state=s', { cookies: ['a=b'] });

  expect(answer.headers['location']).toBe(
    'https://connect.example/platforms/connect/tiktok?tiktok=error&code=database_unavailable',
  );
  expect(callsTo(dark, tokenPath)).toEqual([]);
  await Promise.all([dark.close(), database.end({ timeout: 0 })]);
});
