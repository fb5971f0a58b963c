import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { generatePassword, type PasswordProps } from './generate-password.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';
import { putVersion, type SecretContent, type SecretVersion, versionSchema } from './secret-versions.ts';

const secretSchema = z.strictObject({
  name: z.string(),
  arn: z.string(),
  description: z.string().optional(),
  createdAtMs: z.number(),
  changedAtMs: z.number(),
  versions: z.array(versionSchema),
});
const fileSchema = z.record(z.string(), secretSchema);

export type Secret = z.infer<typeof secretSchema>;

export type SecretProps = {
  readonly name: string;
  readonly secretString?: string;
  readonly generateSecretString?: PasswordProps & {
    readonly secretStringTemplate?: string;
    readonly generateStringKey?: string;
  };
};

export type NewVersion = SecretContent & {
  readonly versionId?: string;
  readonly stages?: string[];
};

export type SecretStore = {
  /** Creates the secret that the template calls `id`, or keeps the one that is there with its value, as a deployment would. */
  readonly create: (id: string, props: SecretProps) => Secret;
  /** Finds by name, ARN, or ARN without its random ending. */
  readonly find: (reference: string) => Secret | undefined;
  /** Puts a version and gives it; throws AWS's error when its id holds another value. */
  readonly put: (secret: Secret, version: NewVersion) => SecretVersion;
  readonly describe: (secret: Secret, description: string) => void;
};

/** The secrets kept in a file, for its owner only. */
export function openSecretStore(path: string, arnPrefix: string): SecretStore {
  const stored = new Map(Object.entries(fileSchema.parse(readPrivateFile(path) ?? {})));
  const save = () => writePrivateFile(path, Object.fromEntries(stored));

  function create(id: string, props: SecretProps): Secret {
    const known = stored.get(id);
    if (known?.name === props.name) return known;
    if (find(props.name)) throw new Error(`Two secrets are named ${props.name}.`);
    const secretString = readInitialValue(props);
    const now = Date.now();
    const arn = `${arnPrefix}${props.name}-${drawEnding()}`;
    const secret: Secret = {
      name: props.name,
      arn,
      createdAtMs: now,
      changedAtMs: now,
      versions: [],
    };
    stored.set(id, secret);
    if (secretString === undefined) save();
    else put(secret, { secretString });
    return secret;
  }

  function find(reference: string): Secret | undefined {
    return [...stored.values()].find(
      ({ name, arn }) => reference === name || reference === arn || reference === `${arnPrefix}${name}`,
    );
  }

  function put(
    secret: Secret,
    { versionId = randomUUID(), stages = ['AWSCURRENT'], ...content }: NewVersion,
  ): SecretVersion {
    const version = { versionId, stages, ...content, createdAtMs: Date.now() };
    secret.versions = putVersion(secret.versions, version);
    secret.changedAtMs = version.createdAtMs;
    save();
    return secret.versions.find((kept) => kept.versionId === versionId) ?? version;
  }

  function describe(secret: Secret, description: string): void {
    secret.description = description;
    secret.changedAtMs = Date.now();
    save();
  }

  return { create, find, put, describe };
}

/** The value a new secret begins with: the given one, a generated one, or a template with a generated field; or none. */
function readInitialValue({ name, secretString, generateSecretString }: SecretProps): string | undefined {
  if (secretString !== undefined && generateSecretString) {
    throw new Error(`Secret ${name} has both a value and a way to generate one.`);
  }
  if (!generateSecretString) return secretString;
  const { secretStringTemplate, generateStringKey, ...password } = generateSecretString;
  if ((secretStringTemplate === undefined) !== (generateStringKey === undefined)) {
    throw new Error(`Secret ${name} needs both a template and the key to generate in it, or neither.`);
  }
  const generated = generatePassword(password);
  if (secretStringTemplate === undefined || generateStringKey === undefined) return generated;
  const template: unknown = JSON.parse(secretStringTemplate);
  return JSON.stringify({
    ...z.record(z.string(), z.json()).parse(template),
    [generateStringKey]: generated,
  });
}

/** The hyphen and six characters that Secrets Manager adds, and that policies match with `-??????`. */
function drawEnding(): string {
  return randomBytes(12).toString('base64').replace(/[+/=]/g, '').padEnd(6, 'x').slice(0, 6);
}
