import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { scopes } from '../../shared/contract/rows.ts';
import { plainText } from '../../shared/contract/schemas.ts';
import { repositoryRoot } from '../build.ts';
import { readLocalAccess } from './start/local-secret.ts';
import { maxTtlSeconds, mintToken, type TokenRequest } from './start/mint-token.ts';

/** The API takes a token only with names of this kind (shared/http/caller-token.ts). */
const maxNameLength = 200;

const help = `Prints a CRM token on standard output.

  npm run --silent token -- [--user U] [--tenant T] [--scope "connect read"] [--ttl SECONDS] [--stage S]

  --user     the CRM's id of the user, at most ${maxNameLength} characters (crm)
  --tenant   the CRM's tenant, at most ${maxNameLength} characters (default)
  --scope    some of: ${scopes.join(' ')} (all)
  --ttl      seconds until it expires, at most ${maxTtlSeconds} (${maxTtlSeconds})
  --stage    for a deployed stage instead of the local stack; uses your AWS credentials and region
`;

interface TokenCommand extends TokenRequest {
  readonly stage: string | undefined;
  readonly help: boolean;
}

/** Reads the command line. Throws a sentence for what it cannot accept. */
export const readTokenCommand = (args: readonly string[]): TokenCommand => {
  const values = parse(args);
  const scope = values.scope ?? scopes.join(' ');
  const unknown = scope.split(' ').filter((word) => !(scopes as readonly string[]).includes(word));
  if (unknown.length > 0)
    throw new Error(
      `There is no scope "${unknown[0]}". There are: ${scopes.join(', ')}; several are separated by spaces.`,
    );
  const ttlSeconds = Number(values.ttl ?? maxTtlSeconds);
  if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > maxTtlSeconds)
    throw new Error(`--ttl must be a number of seconds from 1 to ${maxTtlSeconds}.`);
  return {
    userId: readName('--user', values.user ?? 'crm'),
    tenant: readName('--tenant', values.tenant ?? 'default'),
    scope,
    ttlSeconds,
    stage: values.stage,
    help: values.help ?? false,
  };
};

const readName = (option: string, value: string): string => {
  if (plainText(maxNameLength).safeParse(value).success) return value;
  throw new Error(`${option} must be 1 to ${maxNameLength} characters long, without control characters.`);
};

const parse = (args: readonly string[]) => {
  const text = { type: 'string' } as const;
  const options = {
    user: text,
    tenant: text,
    scope: text,
    ttl: text,
    stage: text,
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message.split('.')[0] : error}. --help lists the options.`,
    );
  }
};

/** The signing secret of the local stack. Throws a sentence when it does not run. */
const readLocalSecret = async (): Promise<string> => {
  const access = await readLocalAccess(join(repositoryRoot, '.local'));
  if (access === undefined)
    throw new Error(
      'The local stack is not running. Start it with "npm start", or name a deployed one with --stage.',
    );
  return access.signingSecret;
};

/** The signing secret of a deployed stage, which the stack names after the stage. */
const readDeployedSecret = async (stage: string): Promise<string> => {
  const secretId = `creator-connect/${stage}/crm-signing-secret`;
  try {
    return await readSecret(new SecretsManagerClient({}), secretId);
  } catch (error) {
    if (error instanceof ResourceNotFoundException)
      throw new Error(
        `There is no secret ${secretId} in this account and region: is the stage "${stage}" deployed here?`,
      );
    throw new Error(explain(error));
  }
};

const explain = (error: unknown): string => {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'CredentialsProviderError')
    return 'AWS credentials are needed to read the signing secret, and there are none: set AWS_PROFILE or log in.';
  if (/region is missing/i.test(message)) return 'Set AWS_REGION to the region of the deployment.';
  return `AWS refused to give the signing secret: ${name}: ${message}`;
};

const readSecret = async (client: SecretsManagerClient, secretId: string): Promise<string> => {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  if (SecretString === undefined) throw new Error(`The secret ${secretId} holds no text.`);
  return SecretString;
};

const main = async (): Promise<void> => {
  const command = readTokenCommand(process.argv.slice(2));
  if (command.help) return console.log(help);
  const secret =
    command.stage === undefined ? await readLocalSecret() : await readDeployedSecret(command.stage);
  console.log(await mintToken(secret, command));
};

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
