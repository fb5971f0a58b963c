import { parseArgs } from 'node:util';
import type { TikTokApp } from '../stack.ts';
import { type Ports, portNames, portTable, readPorts } from './ports.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface StartOptions {
  readonly help: boolean;
  readonly reset: boolean;
  readonly ports: Ports;
  readonly tiktok: TikTokApp | undefined;
  /** What the simulator takes for verified, each with the address that stands in for it. */
  readonly verifiedProperties: readonly string[];
  /** Settings of the stage. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Reads the command line and the environment of `npm start`. Throws a sentence for what it cannot accept. */
export const readStartOptions = (args: readonly string[], environment: Environment): StartOptions => {
  const { help, reset } = parse(args);
  const crmOrigins = environment['CRM_ORIGINS'];
  const verifiedProperties = readList(environment['VERIFIED_PROPERTIES']);
  return {
    help,
    reset,
    ports: readPorts(environment),
    tiktok: readTikTokApp(environment),
    verifiedProperties,
    settings: {
      ...(crmOrigins ? { crmOrigins } : {}),
      ...(verifiedProperties.length === 0
        ? {}
        : { verifiedProperties: verifiedProperties.map(withoutStandIn).join(',') }),
    },
  };
};

const readList = (text = ''): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The property itself; what follows is for the simulator alone. */
const withoutStandIn = (property: string): string => property.split('=', 1).join();

const parse = (args: readonly string[]): { help: boolean; reset: boolean } => {
  try {
    const options = {
      help: { type: 'boolean', short: 'h', default: false },
      reset: { type: 'boolean', default: false },
    } as const;
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    return { help: values.help, reset: values.reset };
  } catch {
    const unknown = args.find((arg) => !['--help', '-h', '--reset'].includes(arg));
    throw new Error(`npm start does not know ${unknown}. It knows --reset and --help, both after "--".`);
  }
};

const readTikTokApp = (environment: Environment): TikTokApp | undefined => {
  const clientKey = environment['TIKTOK_CLIENT_KEY'];
  const clientSecret = environment['TIKTOK_CLIENT_SECRET'];
  const publicUrl = environment['PUBLIC_URL']?.replace(/\/+$/, '');
  if (!clientKey && !clientSecret && !publicUrl) return undefined;
  if (!clientKey || !clientSecret || !publicUrl) {
    throw new Error(
      'To talk to TikTok itself set TIKTOK_CLIENT_KEY, TIKTOK_CLIENT_SECRET and PUBLIC_URL, all three; without them TikTok is simulated.',
    );
  }
  if (!/^https:\/\/[^/]+$/.test(publicUrl)) {
    throw new Error(
      `PUBLIC_URL must be the https address of a tunnel to this machine, without a path, because TikTok redirects to https only; it is ${publicUrl}.`,
    );
  }
  return { clientKey, clientSecret, publicUrl };
};

/** What `npm start -- --help` prints. */
export const startHelp = (): string => {
  const ports = portNames.map((name) => {
    const { variable, usual, serves } = portTable[name];
    return `  ${variable.padEnd(22)}port of the ${serves} (${usual})`;
  });
  return `Runs Creator Connect on this machine, from the same CDK templates that are deployed.

  npm start                 start; what it stored before is there again
  npm start -- --reset      start from nothing: deletes .local/ first
  npm start -- --help       this text

Environment
${ports.join('\n')}
  CRM_ORIGINS           origins of your CRM, comma-separated, for CORS and returnTo
  VERIFIED_PROPERTIES   where PULL_FROM_URL may point, comma-separated: domains or https
                        prefixes, each with a server of yours that stands in for it:
                        media.example=http://127.0.0.1:9000/
  TIKTOK_CLIENT_KEY     with TIKTOK_CLIENT_SECRET and PUBLIC_URL (the https address of a
                        tunnel to this machine): talk to TikTok itself, not the simulator

Beside a running stack
  npm run --silent token -- --user U --tenant T --scope "connect read"
                        prints a CRM token (--help tells more)
`;
};
