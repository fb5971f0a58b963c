import { fork } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Stack, startStack } from '../../../infra/local/stack.ts';
import { createMediaClient } from '../../../shared/media/s3.ts';
import { readSigningKey, signUrl } from '../../../shared/media/signed-url.ts';

const startTimeoutMs = 120_000;
let folder: string;
let stack: Stack;
const lines: string[] = [];

const start = (skipBuild: boolean): Promise<Stack> =>
  startStack({
    stateDir: join(folder, 'state'),
    buildDir: join(folder, 'build'),
    skipBuild,
    durable: false,
    schedulesFirstAfterMs: 'never',
    log: (line) => lines.push(line),
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-stack-'));
  stack = await start(false);
}, startTimeoutMs);

afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

const health = async (): Promise<number> => (await fetch(`${stack.url}/api/health`)).status;
const status = async (token: string): Promise<number> => {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${stack.url}/api/platforms/tiktok/status`, { headers })).status;
};

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await pause(50);
};

const isRunning = async (pid: number): Promise<boolean> => {
  const facts = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return facts !== '' && !/\) Z /.test(facts);
};

describe('the local stack', () => {
  test('has run the migration of the template before it answers', async () => {
    expect(stack.migrated).toEqual([
      { applied: expect.arrayContaining(['001_accounts']), current: expect.any(String) },
    ]);
    expect(await health()).toBe(200);
  });

  test('lets a function do what its role allows and nothing else', async () => {
    const { accessKeyId, secretAccessKey } = stack.credentialsOf('receive-webhook');
    const client = new SecretsManagerClient({
      endpoint: stack.aws.url,
      region: stack.aws.region,
      credentials: { accessKeyId, secretAccessKey },
    });
    const read = (name: string) =>
      client.send(new GetSecretValueCommand({ SecretId: `creator-connect/local/${name}` }));

    await expect(read('tiktok-app')).resolves.toMatchObject({ SecretString: expect.any(String) });
    await expect(read('database-app')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(read('crm-signing-secret')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('lets the sweep put tokens into the lifeboat and count them, and take none out; their consumer takes them', async () => {
    const lifeboat = 'creator-connect-local-token-lifeboat';
    const QueueUrl = `${stack.aws.url}/${stack.aws.accountId}/${lifeboat}`;
    const { accessKeyId, secretAccessKey } = stack.credentialsOf('refresh-tokens');
    const client = new SQSClient({
      endpoint: stack.aws.url,
      region: stack.aws.region,
      credentials: { accessKeyId, secretAccessKey },
    });
    const deadLetters = async (): Promise<readonly string[]> =>
      (await stack.aws.dumpQueues()).find(({ queue }) => queue === `${lifeboat}-dlq`)?.bodies ?? [];

    const counted = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    const received = client.send(new ReceiveMessageCommand({ QueueUrl }));
    await expect(received).rejects.toMatchObject({ name: 'AccessDenied' });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'none of ours' }));
    await until(async () => (await deadLetters()).length > 0);

    expect(counted.Attributes).toMatchObject({ ApproximateNumberOfMessages: '0' });
    expect(await deadLetters()).toEqual(['none of ours']);
  });

  test('gets over a killed process: the next call has a new one', async () => {
    await health();

    for (const pid of stack.pids('get-health')) process.kill(pid, 'SIGKILL');
    await until(async () => (await health()) === 200);

    expect(stack.pids('get-health')).toHaveLength(1);
  });

  test('shows an outage of the database as such, and its end', async () => {
    await stack.postgres.stop();
    const during = await health();
    await stack.postgres.start();

    await until(async () => (await health()) === 200);

    expect(during).toBe(503);
  });

  test('restarts a Postgres that somebody kills, and says so', async () => {
    const pidFile = await readFile(join(folder, 'state', 'postgres', 'postmaster.pid'), 'utf8');

    process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');
    await until(async () => lines.some((line) => line.startsWith('Postgres ended')));
    await until(async () => (await health()) === 200);

    expect(lines.filter((line) => line.startsWith('Postgres'))).toEqual([
      'Postgres ended unexpectedly (signal SIGKILL) and is being restarted.',
    ]);
  });

  test('answers 404 for a page that is not there, as the bucket policy of the template lets CloudFront', async () => {
    expect((await fetch(`${stack.url}/nope`)).status).toBe(404);
  });

  test('serves the site as its deployments say: pages anew, assets for ever, the widget to every origin', async () => {
    const origin = 'https://crm.example';
    const page = await fetch(stack.url);
    const [, asset = ''] = /<script type="module" src="(\/assets\/[^"]+)"/.exec(await page.text()) ?? [];
    const [script, widget, types] = await Promise.all([
      fetch(`${stack.url}${asset}`),
      fetch(`${stack.url}/widget/creator-connect-widget.js`, { headers: { origin } }),
      fetch(`${stack.url}/widget/react.d.ts`, { headers: { origin } }),
    ]);

    const kept = [page, script, widget].map(({ headers }) => headers.get('cache-control'));
    const shared = [page, script, widget].map(({ headers }) => headers.get('access-control-allow-origin'));
    expect([page, script, widget, types].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(kept).toEqual(['no-cache', 'public, max-age=31536000, immutable', 'public, max-age=300']);
    expect(shared).toEqual([null, null, '*']);
    expect(widget.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(types.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test.each(['/platforms/connect/tiktok', '/platforms/tiktok/upload'])(
    'serves the page %s that sessions lead to',
    async (path) => {
      const page = await fetch(`${stack.url}${path}`);

      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    },
  );

  test('has a demo CRM on an origin of its own, which the API admits and which opens sessions there', async () => {
    const opened = await fetch(`${stack.crmUrl}/session`, {
      method: 'POST',
      headers: { origin: stack.crmUrl, 'content-type': 'application/json' },
      body: JSON.stringify({ user: 'grace', for: 'connect' }),
    });
    const { url } = z.object({ url: z.string() }).parse(await opened.json());
    const fragment = new URLSearchParams(new URL(url).hash.slice(1));
    const asked = await fetch(`${stack.url}/api/platforms/tiktok/status`, {
      headers: { origin: stack.crmUrl, authorization: `Bearer ${fragment.get('token')}` },
    });

    expect(stack.crmUrl).toBe(`http://localhost:${stack.ports.crm}`);
    expect(url.startsWith(`${stack.url}/platforms/connect/tiktok#`)).toBe(true);
    expect(fragment.get('returnTo')).toBe(`${stack.crmUrl}/?user=grace`);
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, stack.crmUrl]);
  });

  test('gives a staged object, its head and its ranges, to whoever has an address that is signed for it, and to nobody else', async () => {
    const bucket = stack.cloud
      .ofType('AWS::S3::Bucket')
      .map((placed) => stack.cloud.identityOf(placed).ref)
      .find((name) => name.startsWith('mediabucket'));
    const { url: endpoint, region, rootCredentials: credentials } = stack.aws;
    const root = createMediaClient({ endpoint, region, credentials });
    await root.send(new PutObjectCommand({ Bucket: bucket, Key: 'media/t/photo', Body: 'picture' }));
    const [key] = stack.cloud.ofType('AWS::CloudFront::PublicKey');
    if (key === undefined) throw new Error('The templates hold no public key.');
    const privateKey = readSigningKey(stack.aws.readSecret('creator-connect/local/media-signing-key'));
    const host = new URL(stack.url).host;

    const signed = new URL(
      signUrl(`https://${host}/media/t/photo`, new Date(Date.now() + 60_000), {
        keyPairId: stack.cloud.identityOf(key).ref,
        privateKey,
      }),
    );
    const ask = (name: string, init: RequestInit = {}) => fetch(`${stack.url}/media/t/${name}`, init);
    const [whole, head, part, unsigned, other] = await Promise.all([
      ask(`photo${signed.search}`),
      ask(`photo${signed.search}`, { method: 'HEAD' }),
      ask(`photo${signed.search}`, { headers: { range: 'bytes=0-2' } }),
      ask('photo'),
      ask(`other${signed.search}`),
    ]);

    expect([whole, head, part, unsigned, other].map((answer) => answer?.status)).toEqual([
      200, 200, 206, 403, 403,
    ]);
    expect([await whole?.text(), await part?.text()]).toEqual(['picture', 'pic']);
    expect(head?.headers.get('content-length')).toBe('7');
    expect(whole?.headers.get('content-security-policy')).toContain('sandbox');
  });

  test('lets the simulated TikTok pull staged media, as if their domain were verified', async () => {
    const app = await stack.simulator?.api('app');

    expect(app).toMatchObject({
      verifiedProperties: [
        {
          property: 'https://media.creator-connect.test/media/',
          servedFrom: `http://127.0.0.1:${stack.ports.web}/media/`,
        },
      ],
    });
  });

  test('runs a schedule when asked', async () => {
    expect(await stack.invoke('purge-expired')).toMatchObject({ ok: true });
  });

  test('lets no second one use its state', async () => {
    await expect(start(true)).rejects.toThrow(`already running at ${stack.url}`);
    expect(await health()).toBe(200);
  });

  test(
    'remembers everything over a restart, on other ports too',
    async () => {
      const token = await stack.mintToken({});
      const earlierUrl = stack.url;
      await stack.stop();

      stack = await start(true);

      expect(stack.url).not.toBe(earlierUrl);
      expect(stack.migrated.map(({ applied }) => applied)).toEqual([[]]);
      expect(await status(token)).toBe(200);
    },
    startTimeoutMs,
  );

  test(
    'that is killed leaves no process behind',
    async () => {
      const program = join(import.meta.dirname, 'stack-parent.ts');
      const parent = fork(program, [folder], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      const { pids } = await new Promise<{ pids: number[] }>((resolve, reject) => {
        parent.once('message', (message) => resolve(message as { pids: number[] }));
        parent.once('exit', () => reject(new Error('The stack did not start.')));
      });
      const alive = await Promise.all(pids.map(isRunning));

      parent.kill('SIGKILL');
      await until(async () => !(await Promise.all(pids.map(isRunning))).some(Boolean));

      // Simulator, Postgres with its guard, and at least the process of get-health.
      expect(alive.filter(Boolean).length).toBeGreaterThanOrEqual(4);
    },
    startTimeoutMs,
  );
});
