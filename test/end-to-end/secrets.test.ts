import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import postgres from 'postgres';
import * as z from 'zod';
import { type RunningStack, runStack } from '../support/running-stack.ts';
import { waitFor } from '../support/wait-for.ts';

/** Names for what was found, so that a failing test does not print the secret. */
type Secrets = Map<string, string>;

const readFiles = async (folder: string): Promise<{ path: string; bytes: Buffer }[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (path) => ({ path, bytes: await readFile(path) })));
};

/** Which secrets stand in these bytes, plainly, percent-encoded or in base64. */
const findSecrets = (bytes: Buffer, secrets: Secrets): string[] =>
  [...secrets].flatMap(([name, secret]) => {
    const forms = [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -2),
    ];
    return forms.some((form) => bytes.includes(form)) ? [name] : [];
  });

describe('after a full run', () => {
  let stack: RunningStack;
  const secrets: Secrets = new Map();
  const answers: string[] = [];

  beforeAll(async () => {
    stack = await runStack();
  }, 120_000);
  afterAll(() => stack.end(), 60_000);

  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await fetch(path.startsWith('http') ? path : `${stack.url}${path}`, {
      redirect: 'manual',
      ...init,
    });
    if (response.status >= 400) answers.push(await response.clone().text());
    return response;
  };

  /** The flow of a browser, by hand; every secret on the way is noted. */
  const connect = async (username: string, decision: 'approve' | 'deny'): Promise<void> => {
    const session = z
      .object({ token: z.string() })
      .parse((await stack.call('POST', '/api/sessions', { userId: username, scope: 'connect read' })).body);
    secrets.set(`session token of ${username}`, session.token);
    const begun = await request('/api/auth/tiktok', {
      headers: { authorization: `Bearer ${session.token}` },
    });
    const cookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const page = new URL(
      z.object({ authorizationUrl: z.string() }).parse(await begun.json()).authorizationUrl,
    );
    secrets.set(`state of ${username}`, page.searchParams.get('state') ?? '');
    secrets.set(`binding cookie of ${username}`, cookie.split('=')[1] ?? '');
    page.searchParams.set('sim_user', username);
    page.searchParams.set('sim_decision', decision);
    const back = (await request(page.href)).headers.get('location') ?? '';
    const code = new URL(back).searchParams.get('code');
    if (code !== null) secrets.set(`code of ${username}`, code);
    await request(back, { headers: { cookie } });
    await request(back, { headers: { cookie } });
    await request(back);
  };

  const noteTokens = async (): Promise<void> => {
    const files = await readFiles(stack.stateDir);
    const simulator = files
      .filter(({ path }) => /simulator/.test(path))
      .map(({ bytes }) => bytes.toString('utf8'));
    for (const [index, token] of [
      ...simulator.join('\n').matchAll(/(?:act|rft)\.[\w.!*~-]{10,}/g),
    ].entries()) {
      secrets.set(`TikTok token ${index} (${token[0].slice(0, 3)})`, token[0]);
    }
  };

  test('no token, secret, code or state is in any log line, problem document, queue message or in the database', async () => {
    secrets.set('client secret', 'sim-client-secret-0123456789');
    secrets.set('signing secret', stack.signingSecret());
    secrets.set('CRM token', stack.token);
    await connect('simcreator', 'approve');
    await connect('toomanyposts', 'approve');
    await connect('quiet.garden', 'deny');
    await noteTokens();
    await stack.simulator?.api('faults', 'POST', {
      match: { path: '/v2/oauth/token/' },
      action: { kind: 'cut-after' },
    });
    await connect('simcreator', 'approve');
    await request('/api/platforms/tiktok/disconnect', {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.token}x` },
    });
    await request('/api/platforms/tiktok/disconnect', {
      method: 'POST',
      headers: { authorization: `Bearer ${stack.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ accountId: stack.token, clientSecret: 'x' }),
    });
    await stack.invoke('refresh-profiles');
    // With the database gone, events rest in the queue, where the test looks at them.
    await stack.postgres.stop();
    await stack.simulator?.api('creators/toomanyposts/disconnect', 'POST', { reason: 1 });
    await stack.call('GET', '/api/platforms/tiktok/status');
    const queued = await waitFor('the event to be queued', async () => {
      const bodies = (await stack.aws.dumpQueues()).flatMap((queue) => queue.bodies);
      return bodies.length > 0 && bodies;
    });
    await stack.postgres.start();
    await waitFor('the event to be applied', async () => {
      const { body } = await stack.call('GET', '/api/platforms/tiktok/status?userId=toomanyposts');
      return JSON.stringify(body ?? '').includes('"revoked"');
    });
    await noteTokens();

    const sql = postgres(stack.postgres.superuserUrl.replace(/\/[^/]*$/, '/creator_connect'), {
      max: 1,
      onnotice: () => {},
    });
    const tables = await sql<
      { name: string }[]
    >`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'`;
    const rows: string[] = [];
    for (const { name } of tables) {
      for (const row of await sql.unsafe(`select t::text as text from ${name} t`))
        rows.push(String(row['text']));
    }
    await sql`checkpoint`;
    await sql.end();
    await stack.stop();
    const found = (where: string, bytes: Buffer) =>
      findSecrets(bytes, secrets).map((name) => `${name} in ${where}`);
    const logs = await readFiles(stack.logsDir);
    const database = await readFiles(join(stack.stateDir, 'postgres'));
    const leaks = [
      ...queued.flatMap((body) => [
        ...found('a queue message', Buffer.from(body)),
        ...found('a queue message', Buffer.from(body, 'base64')),
      ]),
      ...answers.flatMap((answer) => found('a problem document', Buffer.from(answer))),
      ...found('the tables', Buffer.from(rows.join('\n'))),
      ...logs.flatMap(({ path, bytes }) => found(path, bytes)),
      ...database.flatMap(({ path, bytes }) => found(path, bytes)),
    ];

    expect(leaks).toEqual([]);
    expect(
      [...secrets.keys()].filter((name) => name.startsWith('TikTok token')).length,
    ).toBeGreaterThanOrEqual(4);
    expect([...secrets.values()].filter((secret) => secret.length < 12)).toEqual([]);
    expect(answers.length).toBeGreaterThanOrEqual(2);
    expect(rows.length).toBeGreaterThan(8);
    expect(logs.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeGreaterThan(1000);
  }, 180_000);
});
