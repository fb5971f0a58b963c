// npm leaves the optional packages of other platforms out of a lockfile that it writes over an existing
// node_modules (npm/cli#4828), and `npm ci` then refuses that lockfile. This adds what is missing, with the
// platform read from the package's name. Run after every change of dependencies: node .ci/complete-lockfile.mjs
import { readFileSync, writeFileSync } from 'node:fs';

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
];
const cpus = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32', 'mips64el'];
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const placed = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').at(-1)));
let added = 0;
for (const pkg of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (placed.has(name)) continue;
    const words = name.split(/[-/]/);
    const os = systems.filter((system) => words.includes(system));
    const cpu = cpus.filter((kind) => words.includes(kind));
    const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : undefined;
    lock.packages[`node_modules/${name}`] = JSON.parse(
      JSON.stringify({ version: version.replace(/^[\^~]/, ''), cpu, dev: true, libc, optional: true, os }),
    );
    placed.add(name);
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} optional packages added to package-lock.json`);
