import { join } from 'node:path';
import { repositoryRoot } from '../build.ts';
import { resetState, type Stack, startStack } from './stack.ts';
import { readStartOptions, type StartOptions, startHelp } from './start/cli-options.ts';
import { watchCode } from './start/watch-code.ts';
import { renderWelcome } from './start/welcome.ts';

const stateDir = join(repositoryRoot, '.local');
const buildDir = join(repositoryRoot, '.build');

/** `npm start`: starts the stack, greets, takes up changed code, and ends everything when told to. */
const main = async (): Promise<void> => {
  const options = readStartOptions(process.argv.slice(2), process.env);
  if (options.help) return console.log(startHelp());
  if (options.reset && (await resetState(stateDir)))
    console.log('Everything that was stored before is deleted.');
  const ending = endOnSignal();
  const startedAt = performance.now();
  const starting = startAndGreet(options, startedAt);
  let watching: { readonly close: () => void } | undefined;
  ending.stopWith(async () => {
    watching?.close();
    // A start that is under way is let finish, then undone; the second Ctrl-C does not wait for it.
    const stack = await starting.catch(() => undefined);
    await stack?.stop();
  });
  const stack = await starting;
  if (ending.isAsked()) return;
  const say = (line: string): void => console.log(`${clockTime()} ${line}`);
  if (stack.built !== undefined) watching = watchCode({ stack, built: stack.built, buildDir, say });
};

const startAndGreet = async (
  { ports, tiktok, verifiedProperties, settings }: StartOptions,
  startedAt: number,
): Promise<Stack> => {
  const secondsSince = () => (performance.now() - startedAt) / 1000;
  const stack = await startStack({
    stateDir,
    buildDir,
    ports,
    settings,
    verifiedProperties,
    ...(tiktok === undefined ? {} : { tiktok }),
    log: (line) => console.error(`${clockTime()} ${line}`),
    report: (step) => console.log(`${secondsSince().toFixed(1).padStart(5)} s  ${step}`),
  });
  const readySeconds = secondsSince();
  const token = await stack.mintToken({});
  console.log(renderWelcome({ stack, token, readySeconds }));
  return stack;
};

const clockTime = (): string => new Date().toTimeString().slice(0, 8);

/** The first Ctrl-C or SIGTERM stops in order, a second one at once: the children see this process go and follow. */
const endOnSignal = () => {
  let stop: () => Promise<void> = async () => {};
  let isAsked = false;
  const end = async (): Promise<void> => {
    if (isAsked) process.exit(130);
    isAsked = true;
    console.log('\nStopping …');
    await stop().catch((error: unknown) => console.error(error));
    process.exit(0);
  };
  process.on('SIGINT', () => void end());
  process.on('SIGTERM', () => void end());
  process.on('SIGHUP', () => void end());
  return {
    stopWith: (how: () => Promise<void>) => {
      stop = how;
    },
    isAsked: () => isAsked,
  };
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? `\n${error.message}` : error);
  process.exit(1);
});
