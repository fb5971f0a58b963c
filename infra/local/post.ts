import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../build.ts';
import { readLocalAccess } from './start/local-secret.ts';
import { mintToken } from './start/mint-token.ts';
import { type PublishOptions, publishFile } from './start/publish-file.ts';

const help = `Publishes a file through the running local stack, showing each call.

  npm run post -- FILE [--title T] [--privacy L] [--inbox] [--account ID]

  FILE        a video (mp4, mov, webm) or a photo (jpg, webp)
  --title     the caption
  --privacy   the audience, SELF_ONLY for one; the first that the creator offers unless given
  --inbox     leave a draft in the creator's inbox
  --account   of several accounts, which one; the first that is connected unless given
`;

type PostCommand = Pick<PublishOptions, 'path' | 'title' | 'mode' | 'privacyLevel' | 'accountId'>;

/** Reads the command line; undefined when help is asked for. Throws a sentence for what it cannot accept. */
export const readPostCommand = (args: readonly string[]): PostCommand | undefined => {
  const { values, positionals } = parse(args);
  if (values.help === true) return undefined;
  const [path, ...others] = positionals;
  if (path === undefined || others.length > 0) throw new Error('Name one file. --help tells more.');
  return {
    path,
    title: values.title ?? 'Published by Creator Connect',
    mode: values.inbox === true ? 'inbox' : 'direct',
    privacyLevel: values.privacy,
    accountId: values.account,
  };
};

const parse = (args: readonly string[]) => {
  const options = {
    title: { type: 'string' },
    privacy: { type: 'string' },
    inbox: { type: 'boolean' },
    account: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message.split('.')[0] : error}. --help lists the options.`,
    );
  }
};

const main = async (): Promise<void> => {
  const command = readPostCommand(process.argv.slice(2));
  if (command === undefined) return console.log(help);
  const access = await readLocalAccess(join(repositoryRoot, '.local'));
  if (access === undefined) throw new Error('The local stack is not running. Start it with "npm start".');
  const request = { userId: 'crm', tenant: 'default', scope: 'publish read', ttlSeconds: 3600 };
  const token = await mintToken(access.signingSecret, request);
  const { failure, urls } = await publishFile({ ...command, url: access.url, token, say: console.log });
  for (const url of urls) console.log(url);
  if (failure !== null) process.exitCode = 1;
};

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
