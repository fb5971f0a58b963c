// A program that runs the stack in the folder of its first argument, tells its processes, and stays.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startStack } from '../../../infra/local/stack.ts';

const [folder = ''] = process.argv.slice(2);
const stack = await startStack({
  stateDir: join(folder, 'killed'),
  buildDir: join(folder, 'build'),
  skipBuild: true,
  durable: false,
  schedulesFirstAfterMs: 'never',
});
await fetch(`${stack.url}/api/health`);
const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(process.pid)], { encoding: 'utf8' });
process.send?.({ url: stack.url, pids: children.trim().split(/\s+/).map(Number) });
