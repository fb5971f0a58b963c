import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Simulator, startSimulator } from '../../../infra/local/tiktok-simulator/simulator.ts';
import { readUserInfo, refresh, startOfTime } from './harness.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tiktok-simulator-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const stateFile = () => join(folder, 'state.json');
const changesFile = () => `${stateFile()}.changes`;

/** Runs a test body against a simulator with the state file. */
const withSaved = async <T>(body: (simulator: Simulator) => Promise<T>): Promise<T> => {
  const simulator = await startSimulator({
    stateFile: stateFile(),
    clock: { now: startOfTime, frozen: true },
  });
  try {
    return await body(simulator);
  } finally {
    await simulator.close();
  }
};

/** Connects some creators and refreshes each once, leaving both files on disk as a kill would. */
const connectAndRefresh = (count: number) =>
  withSaved(async (simulator) => {
    const granted = simulator.control.grantCreators({ count });
    await refresh(simulator, granted[0]?.tokens.refresh_token);
    const wholeSave = statSync(stateFile()).ino;
    for (const { tokens } of granted.slice(1)) await refresh(simulator, tokens.refresh_token);
    const tokens = simulator.control.listTokens();
    const files = {
      wholeSaves: statSync(stateFile()).ino === wholeSave ? 1 : 2,
      state: readFileSync(stateFile()),
      changes: readFileSync(changesFile()),
    };
    return { granted, tokens, files };
  });

describe('a refresh', () => {
  test('is on disk as its own change, while the whole state is not written again', async () => {
    const { tokens, files } = await connectAndRefresh(20);
    writeFileSync(stateFile(), files.state);
    writeFileSync(changesFile(), files.changes);

    const afterwards = await withSaved(async (simulator) => simulator.control.listTokens());

    expect(files.wholeSaves).toBe(1);
    expect(files.changes.toString().trim().split('\n')).toHaveLength(1 + 19);
    expect(afterwards).toEqual(tokens);
  });

  test('of which only a part was written when the process was killed never happened', async () => {
    const { granted, tokens, files } = await connectAndRefresh(2);
    writeFileSync(stateFile(), files.state);
    writeFileSync(changesFile(), files.changes.subarray(0, -20));

    const afterwards = await withSaved(async (simulator) => simulator.control.listTokens());

    expect(afterwards[0]).toEqual(tokens[0]);
    expect(afterwards[1]?.refreshTokens[0]?.token).toBe(granted[1]?.tokens.refresh_token);
    expect(afterwards[1]?.refreshes).toBe(0);
  });

  test('from before the last whole save is not taken back', async () => {
    const { files } = await connectAndRefresh(2);
    const tokens = await withSaved(async (simulator) => {
      simulator.control.disconnectCreator('creator.00001');
      return simulator.control.listTokens();
    });
    writeFileSync(changesFile(), files.changes);
    appendFileSync(changesFile(), '{"grants":"not even read"}\n');

    const afterwards = await withSaved(async (simulator) => simulator.control.listTokens());

    expect(afterwards).toEqual(tokens);
  });

  test('leaves the file of changes to its owner alone', async () => {
    await connectAndRefresh(2);

    expect(statSync(changesFile()).mode & 0o777).toBe(0o600);
  });

  test('that ends a grant, and a revoked access token, stay ended over a kill', async () => {
    const files = await withSaved(async (simulator) => {
      simulator.control.patchSwitches({ refreshReuse: 'ends-grant', oldAccessToken: 'dies' });
      const [one, two] = simulator.control.grantCreators({ count: 2 });
      await refresh(simulator, one?.tokens.refresh_token);
      await refresh(simulator, one?.tokens.refresh_token);
      await refresh(simulator, two?.tokens.refresh_token);
      return { one, two, state: readFileSync(stateFile()), changes: readFileSync(changesFile()) };
    });
    writeFileSync(stateFile(), files.state);
    writeFileSync(changesFile(), files.changes);

    const { first, old } = await withSaved(async (simulator) => ({
      first: simulator.control.readTokens(files.one?.openId ?? ''),
      old: await readUserInfo(simulator, files.two?.tokens.access_token),
    }));

    expect([first.refreshTokens, first.accessTokens]).toEqual([[], []]);
    expect(old.status).toBe(401);
  });

  test('needs no file of changes where nothing is saved', async () => {
    const simulator = await startSimulator();
    await refresh(simulator, simulator.control.connectCreator('simcreator').refresh_token);
    await simulator.close();

    expect(existsSync(changesFile())).toBe(false);
  });
});

test('a state file of an earlier version, without generation and counts, is read as it is', async () => {
  const { granted } = await connectAndRefresh(1);
  const saved = JSON.parse(readFileSync(stateFile(), 'utf8'));
  delete saved.generation;
  for (const grant of saved.grants) delete grant.refreshes;
  for (const token of [...saved.accessTokens, ...saved.refreshTokens]) delete token.issuedAt;
  writeFileSync(stateFile(), JSON.stringify(saved));

  const tokens = await withSaved(async (simulator) => simulator.control.readTokens(granted[0]?.openId ?? ''));

  expect(tokens).toMatchObject({ refreshes: 0, refreshTokens: [{ issuedAt: 0 }] });
});
