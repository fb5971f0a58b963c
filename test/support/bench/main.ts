import { readdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isMissed } from './figures.ts';

const usage = `npm run bench [-- --only <name>]

Measures what the design's section 13 asks for, each figure as a ratio to its rival in one and the same run.
Ends with 1 when a figure is missed.
`;

const ending = '.bench.ts';

const findBenches = async (): Promise<string[]> =>
  (await readdir(import.meta.dirname))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();

const readOptions = () => {
  try {
    return parseArgs({ options: { help: { type: 'boolean' }, only: { type: 'string' } } }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : 'Wrong options.'}\n\n${usage}`);
    return undefined;
  }
};

const runBench = async (name: string): Promise<number> => {
  console.log(`\n${name}`);
  const { run } = (await import(`./${name}${ending}`)) as { run: () => Promise<string[]> };
  const lines = await run();
  for (const line of lines) console.log(`  ${line}`);
  return lines.filter(isMissed).length;
};

const main = async (): Promise<number> => {
  const options = readOptions();
  if (options === undefined) return 2;
  const names = await findBenches();
  if (options.help) {
    console.log(`${usage}\nBenches: ${names.join(', ')}`);
    return 0;
  }
  const { only } = options;
  const chosen = only === undefined ? names : names.filter((name) => name === only);
  if (chosen.length === 0) {
    console.error(`There is no bench "${only}". There are: ${names.join(', ')}.`);
    return 2;
  }
  let missed = 0;
  for (const name of chosen) missed += await runBench(name);
  console.log(missed === 0 ? '\nEvery figure was reached.' : `\n${missed} figures were missed.`);
  return missed === 0 ? 0 : 1;
};

process.exitCode = await main();
