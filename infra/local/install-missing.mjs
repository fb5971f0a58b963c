// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs the packages when they are
// missing or older than the lockfile, so that a fresh clone needs one command.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const installed = 'node_modules/.package-lock.json';
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `Creator Connect needs Node 20 or newer; this is Node ${process.versions.node}. Install a newer Node and try again.`,
  );
  process.exit(1);
}
const current = existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs;
if (!current) {
  console.log('Installing packages (once, about a minute) …');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error(
      '\nnpm ci did not finish. Check the network and the message above, then run the same command again.',
    );
    process.exit(result.status ?? 1);
  }
}
