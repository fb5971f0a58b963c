import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const keySchema = z.strictObject({
  keyId: z.uuid(),
  material: z.base64(),
  aliases: z.array(z.string()),
  createdAtMs: z.number(),
});
const fileSchema = z.record(z.string(), keySchema);

export type KmsKey = {
  readonly keyId: string;
  readonly arn: string;
  readonly material: Buffer;
  readonly createdAtMs: number;
};

export type KmsKeys = {
  /** Creates the key that the template calls `id`, or gives the one that is there; the alias is moved to it. */
  readonly create: (id: string, props?: { readonly alias?: string }) => KmsKey;
  /** Finds a key by key id, key ARN, alias or alias ARN. */
  readonly find: (reference: string) => KmsKey | undefined;
};

/** The keys kept in a file; their material is written to it, for its owner only. */
export function openKmsKeys(path: string, arnPrefix: string): KmsKeys {
  const stored = new Map(Object.entries(fileSchema.parse(readPrivateFile(path) ?? {})));

  function create(id: string, { alias }: { readonly alias?: string } = {}): KmsKey {
    const name = alias === undefined ? undefined : readAlias(alias);
    const known = stored.get(id) ?? {
      keyId: randomUUID(),
      material: randomBytes(32).toString('base64'),
      aliases: [],
      createdAtMs: Date.now(),
    };
    for (const other of stored.values()) other.aliases = other.aliases.filter((taken) => taken !== name);
    const key = { ...known, aliases: name === undefined ? [] : [name] };
    stored.set(id, key);
    writePrivateFile(path, Object.fromEntries(stored));
    return toKey(key);
  }

  function find(reference: string): KmsKey | undefined {
    const name = reference.startsWith(arnPrefix) ? reference.slice(arnPrefix.length) : reference;
    const keyId = name.startsWith('key/') ? name.slice('key/'.length) : name;
    const found = [...stored.values()].find((key) => key.keyId === keyId || key.aliases.includes(name));
    return found && toKey(found);
  }

  function toKey({ keyId, material, createdAtMs }: z.infer<typeof keySchema>): KmsKey {
    return {
      keyId,
      arn: `${arnPrefix}key/${keyId}`,
      material: Buffer.from(material, 'base64'),
      createdAtMs,
    };
  }

  return { create, find };
}

function readAlias(alias: string): string {
  if (!/^alias\/[\w/-]+$/.test(alias))
    throw new Error(`KMS alias ${JSON.stringify(alias)} must begin with "alias/".`);
  return alias;
}
