import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, type StackOptions, startStack } from '../../infra/local/stack.ts';
import { shareBuild } from './shared-build.ts';

export interface RunningStack extends Stack {
  /** A call of the API with a CRM token of the tenant `default` that may do everything. */
  call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  readonly token: string;
  /** Where its functions and its site were built. */
  readonly buildDir: string;
  /** Stops it and deletes what it stored. */
  end(): Promise<void>;
}

/** The local stack as users run it, on free ports with a state of its own. */
export const runStack = async (
  settings: Readonly<Record<string, string>> = {},
  options: Pick<StackOptions, 'verifiedProperties'> = {},
): Promise<RunningStack> => {
  const folder = await mkdtemp(join(tmpdir(), 'creator-connect-stack-'));
  const buildDir = await shareBuild();
  const stack = await startStack({
    ...options,
    stateDir: join(folder, 'state'),
    buildDir,
    skipBuild: true,
    assemblyDir: join(folder, 'cdk.out'),
    durable: false,
    schedulesFirstAfterMs: 'never',
    settings,
  });
  const token = await stack.mintToken({ userId: 'crm', scope: 'connect publish read admin operate' });
  return {
    ...stack,
    token,
    buildDir,
    call: async (method, path, body) => {
      const response = await fetch(`${stack.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    end: async () => {
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
