import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { functions } from '../shared/contract/functions.ts';
import { routes } from '../shared/contract/routes.ts';
import { entryOf, type Route } from '../shared/contract/rows.ts';
import { settings } from './stage-context.ts';

const usage = `npm run generate [-- --check]

Writes the tables of README.md anew from the contract and the settings. With --check it writes nothing and fails when a
table is not up to date.
`;

const authOf = (route: Route): string =>
  route.auth.kind === 'scope' ? `\`${route.auth.scope}\`` : route.auth.kind;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The generated parts of the README, by the name in their markers. */
const parts: Readonly<Record<string, () => string>> = {
  routes: () =>
    table(
      ['Route', 'Who may call it', 'What it does'],
      routes.map((route) => [`\`${route.method} ${route.path}\``, authOf(route), route.summary]),
    ),
  functions: () =>
    table(
      ['Function', 'Uses'],
      functions.map((row) => [`\`${entryOf(row)}\``, row.uses.map((use) => `\`${use}\``).join(', ') || '–']),
    ),
  settings: () =>
    table(
      ['Setting', 'Meaning'],
      settings.map(({ name, description }) => [`\`${name}\``, description]),
    ),
};

const fill = (text: string): string =>
  Object.entries(parts).reduce((filled, [name, render]) => {
    const marker = new RegExp(`(<!-- generated: ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`);
    if (!marker.test(filled)) throw new Error(`README.md has no place for the generated table "${name}".`);
    return filled.replace(marker, (_, start: string, end: string) => `${start}\n${render()}\n\n${end}`);
  }, text);

const main = async (options: readonly string[]): Promise<void> => {
  if (options.includes('--help')) {
    console.log(usage);
    return;
  }
  const file = join(import.meta.dirname, '..', 'README.md');
  const text = await readFile(file, 'utf8');
  const filled = fill(text);
  if (filled === text) return;
  if (options.includes('--check')) {
    console.error(
      'README.md: a generated table is not up to date. Run npm run generate and commit the change.',
    );
    process.exitCode = 1;
    return;
  }
  await writeFile(file, filled);
};

await main(process.argv.slice(2));
