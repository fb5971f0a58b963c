import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt, jwtVerify } from 'jose';
import { readPostCommand } from '../../../infra/local/post.ts';
import { readStartOptions, startHelp } from '../../../infra/local/start/cli-options.ts';
import { createClosers } from '../../../infra/local/start/closers.ts';
import { planChange } from '../../../infra/local/start/code-change.ts';
import { crmOrigin, withDemoCrm } from '../../../infra/local/start/demo-crm.ts';
import { mintToken } from '../../../infra/local/start/mint-token.ts';
import { claimPorts, portNames, portTable } from '../../../infra/local/start/ports.ts';
import {
  lockState,
  publishStack,
  readRunningStack,
  unlockState,
} from '../../../infra/local/start/stack-file.ts';
import { renderWelcome } from '../../../infra/local/start/welcome.ts';
import { readTokenCommand } from '../../../infra/local/token.ts';

describe('the command line of npm start', () => {
  test('takes ports and the CRM’s origins from the environment', () => {
    const options = readStartOptions(['--reset'], { PORT: '5000', CRM_ORIGINS: 'https://crm.example' });

    expect(options).toMatchObject({
      reset: true,
      ports: { web: 5000, simulator: 4010, aws: 4020, postgres: 4030, crm: 4040 },
      settings: { crmOrigins: 'https://crm.example' },
      tiktok: undefined,
    });
  });

  test('takes verified properties: the stage knows the properties, the simulator what stands in for them too', () => {
    const options = readStartOptions([], {
      VERIFIED_PROPERTIES: 'media.example=http://127.0.0.1:9000/, https://cdn.example/tt/',
    });

    expect(options.settings).toEqual({ verifiedProperties: 'media.example,https://cdn.example/tt/' });
    expect(options.verifiedProperties).toEqual([
      'media.example=http://127.0.0.1:9000/',
      'https://cdn.example/tt/',
    ]);
  });

  test.each([
    [['--frobnicate'], {}, '--frobnicate'],
    [['extra'], {}, 'extra'],
    [[], { PORT: '80x' }, 'PORT must be a port number'],
    [[], { PORT: '4010' }, 'PORT and SIMULATOR_PORT are both 4010'],
    [[], { TIKTOK_CLIENT_KEY: 'k', TIKTOK_CLIENT_SECRET: 's' }, 'all three'],
    [[], { TIKTOK_CLIENT_KEY: 'k', TIKTOK_CLIENT_SECRET: 's', PUBLIC_URL: 'http://x' }, 'must be the https'],
  ])('refuses %j with %j in a sentence', (args, environment, sentence) => {
    expect(() => readStartOptions(args, environment)).toThrow(sentence);
  });

  test('explains every variable that moves a port', () => {
    const help = startHelp();

    for (const name of portNames) expect(help).toContain(portTable[name].variable);
  });
});

describe('the demo CRM’s origin', () => {
  const origin = crmOrigin({ crm: 4040 });

  test('is admitted beside those of the CRM that somebody is building', () => {
    const alone = withDemoCrm(undefined, origin);
    const beside = withDemoCrm({ crmOrigins: 'https://crm.example', alarmEmail: 'a@b.example' }, origin);

    expect(alone).toEqual({ crmOrigins: 'http://localhost:4040' });
    expect(beside).toEqual({
      crmOrigins: 'https://crm.example,http://localhost:4040',
      alarmEmail: 'a@b.example',
    });
  });
});

describe('the greeting of npm start', () => {
  const running = {
    url: 'http://localhost:4000',
    crmUrl: 'http://localhost:4040',
    ports: { web: 4000, simulator: 4010, aws: 4020, postgres: 4030, crm: 4040 },
    logsDir: '/logs',
    aws: { url: 'http://127.0.0.1:4020' },
  };
  const greet = (simulator: { readonly url: string } | undefined, url = running.url) =>
    stripVTControlCharacters(
      renderWelcome({ stack: { ...running, url, simulator }, token: 'T.O.K', readySeconds: 8.24 }),
    );

  test('begins with the link that shows everything, then says where the rest is', () => {
    const text = greet({ url: 'http://127.0.0.1:4010' });

    const links = [...text.matchAll(/\b(?:https?|postgres):\/\/\S+/g)].map(([link]) => link);
    expect(links[0]).toBe('http://localhost:4040');
    expect(links).toEqual(
      expect.arrayContaining([
        'http://localhost:4000',
        'http://127.0.0.1:4010/_simulator',
        'http://127.0.0.1:4020',
        'postgres://127.0.0.1:4030/creator_connect',
      ]),
    );
    expect(text).toContain('\nTOKEN=T.O.K\n');
    expect(text).toContain('/logs/<function>.log');
  });

  test('of a stack that talks to TikTok itself names no simulator, and the webhook address', () => {
    const text = greet(undefined, 'https://tunnel.example');

    expect(text).not.toMatch(/simulat|sample creator/);
    expect(text).toContain('connect your own TikTok account');
    expect(text).toContain('https://tunnel.example/api/webhooks/tiktok');
  });
});

describe('a port', () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test('that is taken is named, with who holds it and the variable that moves ours', async () => {
    const claim = claimPorts({ web: 0, simulator: 0, aws: port, postgres: 0, crm: 0 });

    await expect(claim).rejects.toThrow(
      `Port ${port} for the AWS stand-ins is used by process ${process.pid}`,
    );
    await expect(claim).rejects.toThrow('AWS_PORT=');
  });

  test('of a name that browsers look up is wanted at both addresses of this machine', async () => {
    const six = createServer();
    const isThere = await new Promise<boolean>((resolve) => {
      six.once('error', () => resolve(false));
      six.listen(0, '::1', () => resolve(true));
    });
    const address = six.address();
    const taken = typeof address === 'object' && address !== null ? address.port : port;

    const claim = claimPorts({ web: 0, simulator: 0, aws: 0, postgres: 0, crm: isThere ? taken : port });

    await expect(claim).rejects.toThrow('for the demo CRM is used by');
    await expect(claim).rejects.toThrow('CRM_PORT=');
    if (isThere) await new Promise((resolve) => six.close(resolve));
  });

  test('that is taken does not matter when nothing of ours needs it', async () => {
    const ports = await claimPorts({ web: 0, simulator: port, aws: 0, postgres: 0, crm: 0 }, [
      'web',
      'aws',
      'postgres',
    ]);

    expect(new Set([ports.web, ports.aws, ports.postgres]).size).toBe(3);
    expect(ports.web).toBeGreaterThan(0);
  });
});

describe('the mark in the state folder', () => {
  let stateDir: string;

  beforeEach(async () => {
    stateDir = join(await mkdtemp(join(tmpdir(), 'stack-file-')), 'state');
  });

  afterEach(() => rm(join(stateDir, '..'), { recursive: true }));

  const running = {
    webUrl: 'http://localhost:4000',
    awsUrl: '',
    region: '',
    accessKeyId: '',
    secretAccessKey: '',
  };

  test('keeps a second start away and says where the first one is', async () => {
    await lockState(stateDir);
    await publishStack(stateDir, running);

    await expect(lockState(stateDir)).rejects.toThrow('already running at http://localhost:4000');
  });

  test('of a process that is gone, or whose number another program has now, keeps nobody away', async () => {
    await lockState(stateDir);
    const path = join(stateDir, 'stack.json');
    await writeFile(path, JSON.stringify({ pid: process.pid, command: 'another program', running }));

    await expect(readRunningStack(stateDir)).resolves.toBeUndefined();
    await expect(lockState(stateDir)).resolves.toBeUndefined();
  });

  test('of a start that stored nothing leaves no folder behind', async () => {
    await lockState(stateDir);

    await unlockState(stateDir);

    expect(await readdir(join(stateDir, '..'))).toEqual([]);
  });
});

describe('a changed file', () => {
  const inputs = new Map([
    ['get-health', ['/r/functions/http/get-health.ts', '/r/shared/core/clock.ts']],
    ['migrate', ['/r/functions/deploy/migrate.ts']],
  ]);

  test.each([
    ['/r/shared/core/clock.ts', { functions: ['get-health'], site: true, restart: undefined }],
    ['/r/shared/core/unused.ts', { functions: [], site: true, restart: undefined }],
    ['/r/web/pages/connect/main.ts', { functions: [], site: true, restart: undefined }],
    ['/r/migrations/004_x.sql', { functions: [], site: false, restart: 'migrations' }],
    ['/r/infra/stages.ts', { functions: [], site: false, restart: 'infrastructure' }],
    ['/r/shared/contract/rows.ts', { functions: [], site: true, restart: 'routes, grants and queues' }],
  ])('%s asks for what it reaches and no more', (path, plan) => {
    expect(planChange([path], '/r', inputs, [])).toEqual(plan);
  });

  test('of code is also tried as the repair of what did not build', () => {
    const plan = planChange(['/r/shared/core/new.ts'], '/r', inputs, ['migrate']);

    expect(plan.functions).toEqual(['migrate']);
  });
});

describe('a CRM token', () => {
  const request = { userId: 'u', tenant: 't', scope: 'read connect', ttlSeconds: 60 };

  test('is signed with the deployment’s secret and ends when asked', async () => {
    const now = new Date('2030-01-01T00:00:00Z');

    const token = await mintToken('secret'.repeat(8), request, now);

    const key = new TextEncoder().encode('secret'.repeat(8));
    await expect(
      jwtVerify(token, key, { audience: 'creator-connect', currentDate: now }),
    ).resolves.toBeDefined();
    expect(decodeJwt(token)).toMatchObject({ sub: 'u', tenant: 't', scope: 'read connect', exp: 1893456060 });
  });

  test.each([
    [['--ttl', '3601'], '--ttl must be'],
    [['--ttl', 'x'], '--ttl must be'],
    [['--scope', 'read everything'], 'no scope "everything"'],
    [['--frob'], '--frob'],
    [['--user', ''], '--user must be 1 to 200 characters'],
    [['--user', 'u'.repeat(201)], '--user must be'],
    [['--tenant', ''], '--tenant must be 1 to 200 characters'],
    [['--tenant', 'a\nb'], '--tenant must be'],
  ])('is refused for %j', (args, sentence) => {
    expect(() => readTokenCommand(args)).toThrow(sentence);
  });
});

describe('a file to publish', () => {
  test('is posted for the creator’s first audience unless told otherwise', () => {
    const plain = readPostCommand(['clip.mp4']);
    const told = readPostCommand([
      'a.jpg',
      '--inbox',
      '--account',
      'a1',
      '--title',
      'T',
      '--privacy',
      'SELF_ONLY',
    ]);

    expect(plain).toMatchObject({ path: 'clip.mp4', mode: 'direct', privacyLevel: undefined });
    expect(told).toEqual({
      path: 'a.jpg',
      mode: 'inbox',
      accountId: 'a1',
      title: 'T',
      privacyLevel: 'SELF_ONLY',
    });
  });

  test.each([[[]], [['a.mp4', 'b.mp4']], [['a.mp4', '--frob']]])('is refused for %j', (args) => {
    expect(() => readPostCommand(args)).toThrow(/--help/);
  });
});

test('what was opened is closed in reverse, once, and one failure does not keep the rest open', async () => {
  const order: string[] = [];
  const closers = createClosers();
  closers.add(() => void order.push('first'));
  closers.add(() => {
    throw new Error('stuck');
  });
  closers.add(() => void order.push('last'));

  await expect(closers.close()).rejects.toThrow('stuck');
  await closers.close().catch(() => {});

  expect(order).toEqual(['last', 'first']);
});
