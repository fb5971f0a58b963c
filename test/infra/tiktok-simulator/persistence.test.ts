import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSimulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import {
  asRecord,
  clientKey,
  clientSecret,
  readJson,
  readUserInfo,
  redirectUri,
  startOfTime,
  withReceiver,
  withSimulator,
} from './harness.ts';

const mainFile = fileURLToPath(new URL('../../../infra/local/tiktok-simulator/main.ts', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiktok-simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const stateFile = () => join(folder, 'deeper', 'state.json');

/** Runs main.ts as a process of its own and returns its address once it listens. */
async function runMain(environment: Record<string, string>) {
  const child = spawn(process.execPath, [mainFile], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.stdout === null || child.stderr === null) throw new Error('The process has no output.');
  const { stdout, stderr } = child;
  const output = { text: '' };
  stdout.on('data', (part) => (output.text += part));
  stderr.on('data', (part) => (output.text += part));
  // Not the event `close`: it never comes once the parent has disconnected.
  const ended = Promise.all([once(child, 'exit'), finished(stdout), finished(stderr)]).then(([[code]]) => ({
    code: Number(code),
    text: output.text,
  }));
  const listening = new Promise<void>((resolve) => stdout.once('data', () => resolve()));
  await Promise.race([listening, ended]);
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output.text)?.[0] ?? '';
  return { child, ended, url, output };
}

describe('a simulator with a state file', () => {
  test('keeps connections, clock, app and switches over a restart', async () => {
    const options = { stateFile: stateFile(), app: { redirectUris: [redirectUri] } };
    const first = await startSimulator({ ...options, clock: { now: startOfTime, frozen: true } });
    first.control.patchSwitches({ refreshRotation: 'lenient' });
    first.control.addCreator({ username: 'newcomer' });
    const tokens = first.control.connectCreator('newcomer');
    await first.control.changeClock({ advanceMs: 1_000 });
    await first.close();

    const second = await startSimulator(options);
    const answer = await readUserInfo(second, tokens.access_token);
    const state = {
      clock: second.control.readClock(),
      switches: second.control.readSwitches(),
      app: second.control.readApp(),
    };
    await second.close();

    expect(answer.status).toBe(200);
    expect(state.clock).toMatchObject({ now: startOfTime + 1_000, frozen: true });
    expect(state.switches.refreshRotation).toBe('lenient');
    expect(state.app.redirectUris).toEqual([redirectUri]);
  });

  test('goes on with pending webhook retries after a restart', () =>
    withReceiver(async (receiver) => {
      const options = { stateFile: stateFile(), app: { webhookUrl: receiver.url } };
      receiver.statuses = [500];
      const first = await startSimulator({ ...options, clock: { now: startOfTime, frozen: true } });
      first.control.sendEvent({ event: 'post.publish.complete', creator: 'simcreator' });
      await first.control.settleWebhooks();
      await first.close();

      const second = await startSimulator(options);
      await second.control.changeClock({ advanceMs: 60_000 });
      const [delivery] = second.control.listWebhooks();
      await second.close();

      expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 200]);
      expect(receiver.received[1]?.body).toEqual(receiver.received[0]?.body);
    }));

  test('lets settings that are stated at the start win over the saved ones', async () => {
    const first = await startSimulator({ stateFile: stateFile(), app: { redirectUris: [redirectUri] } });
    first.control.patchApp({ audited: true });
    await first.close();

    const second = await startSimulator({
      stateFile: stateFile(),
      app: { webhookUrl: 'https://app.example.com/new' },
    });
    const app = second.control.readApp();
    await second.close();

    expect(app).toMatchObject({
      audited: true,
      redirectUris: [redirectUri],
      webhookUrl: 'https://app.example.com/new',
    });
  });

  test('keeps its file to its owner and refuses one that it did not write', async () => {
    const first = await startSimulator({ stateFile: stateFile() });
    await first.close();
    const mode = statSync(stateFile()).mode & 0o777;
    writeFileSync(stateFile(), '{"other":1}');

    await expect(startSimulator({ stateFile: stateFile() })).rejects.toThrow('is not a state file');
    expect(mode).toBe(0o600);
  });

  test('writes no file when none is asked for', () =>
    withSimulator(async (simulator) => {
      simulator.control.connectCreator('simcreator');

      expect(existsSync(stateFile())).toBe(false);
    }));
});

describe('the process', () => {
  test('has what it answered on disk when it is killed', async () => {
    const environment = { SIMULATOR_PORT: '0', SIMULATOR_STATE_FILE: stateFile() };
    const first = await runMain(environment);
    const connect = await fetch(`${first.url}/_simulator/api/creators/simcreator/connect`, {
      method: 'POST',
    });
    const tokens = (await readJson(connect)).body;
    await fetch(`${first.url}/_simulator/api/creators/solo.dancer/connect`, { method: 'POST' });
    const renewed = await postRefresh(first.url, tokens['refresh_token']);
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await runMain(environment);
    const old = await postRefresh(second.url, tokens['refresh_token']);
    const current = await postRefresh(second.url, renewed['refresh_token']);
    const creators = await (await fetch(`${second.url}/_simulator/api/creators`)).json();
    second.child.kill('SIGTERM');
    const end = await second.ended;

    expect(old['error']).toBe('invalid_grant');
    expect(current['access_token']).toBeDefined();
    expect(creators).toContainEqual(expect.objectContaining({ username: 'solo.dancer', connected: true }));
    expect(end.code).toBe(0);
    expect(JSON.parse(readFileSync(stateFile(), 'utf8'))).toMatchObject({ formatVersion: 1 });
  });

  test('prints one line when it listens and ends when its parent lets go', async () => {
    const running = await runMain({
      SIMULATOR_PORT: '0',
      SIMULATOR_REDIRECT_URIS: `${redirectUri}, http://localhost:4000/x`,
      SIMULATOR_VERIFIED_PROPERTIES: 'media.example=http://127.0.0.1:9000/, https://cdn.example/tt/',
    });
    const app = (await readJson(await fetch(`${running.url}/_simulator/api/app`))).body;
    running.child.disconnect();
    const end = await running.ended;

    expect(end).toEqual({
      code: 0,
      text: `TikTok simulator on ${running.url}, control page ${running.url}/_simulator\n`,
    });
    expect(app).toMatchObject({
      clientKey,
      redirectUris: [redirectUri, 'http://localhost:4000/x'],
      verifiedProperties: [
        { property: 'media.example', servedFrom: 'http://127.0.0.1:9000/' },
        { property: 'https://cdn.example/tt/', servedFrom: null },
      ],
    });
    expect(JSON.stringify(app)).not.toContain(clientSecret);
  });

  test('names the port when another program has it', () =>
    withSimulator(async ({ port }) => {
      const second = await runMain({ SIMULATOR_PORT: String(port) });
      const end = await second.ended;

      expect(end.code).toBe(1);
      expect(end.text).toBe(
        `Port ${port} on 127.0.0.1 is used by another program: end that one, or set SIMULATOR_PORT to a free port.\n`,
      );
    }));
});

async function postRefresh(url: string, refreshToken: unknown): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({
    client_key: clientKey,
    client_secret: clientSecret,
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
  });
  return asRecord(await (await fetch(`${url}/v2/oauth/token/`, { method: 'POST', body })).json());
}
