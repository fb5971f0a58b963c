import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { type LocalAws, startAws } from '../../../infra/local/aws/start-aws.ts';

const run = promisify(execFile);

describe('npm run token -- --stage', () => {
  let aws: LocalAws;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'creator-connect-token-'));
    aws = await startAws({ port: 0, dataDir: folder });
    aws.createSecret('Signing', {
      name: 'creator-connect/starter/crm-signing-secret',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
  });
  afterAll(async () => {
    await aws.close();
    await rm(folder, { recursive: true, force: true });
  });

  const token = (...args: string[]) =>
    run('node', ['infra/local/token.ts', ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        AWS_ENDPOINT_URL: aws.url,
        AWS_REGION: aws.region,
        AWS_ACCESS_KEY_ID: aws.rootCredentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: aws.rootCredentials.secretAccessKey,
      },
    });

  test("mints a token under the deployment's own signing secret", async () => {
    const { stdout } = await token('--stage', 'starter', '--user', 'u', '--tenant', 't', '--scope', 'read');

    const secret = aws.readSecret('creator-connect/starter/crm-signing-secret');
    const { payload } = await jwtVerify(stdout.trim(), new TextEncoder().encode(secret), {
      audience: 'creator-connect',
      algorithms: ['HS256'],
    });
    expect(payload).toMatchObject({ sub: 'u', tenant: 't', scope: 'read' });
  });

  test('says which secret is missing where the stage is not deployed', async () => {
    const failing = token('--stage', 'production');

    await expect(failing).rejects.toMatchObject({
      stderr: expect.stringContaining('There is no secret creator-connect/production/crm-signing-secret'),
    });
  });
});
