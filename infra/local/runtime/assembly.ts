import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import * as z from 'zod';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

const template = z.object({
  Resources: z.record(z.string(), resource),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
});

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      displayName: z.string().optional(),
      properties: z
        .looseObject({
          templateFile: z.string().optional(),
          stackName: z.string().optional(),
          file: z.string().optional(),
        })
        .default({}),
    }),
  ),
});

const assetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.looseObject({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export type Resource = z.infer<typeof resource>;
export type Template = z.infer<typeof template>;

export interface AssemblyStack {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly template: Template;
}

export interface Assembly {
  readonly stacks: readonly AssemblyStack[];
  /** The local folder or file behind each object that a deployment would upload to the assets' bucket. */
  readonly assetPaths: ReadonlyMap<string, string>;
}

/** Reads what a synthesis wrote. Throws when it is not there or not of a form that is known. */
export const readAssembly = async (folder: string): Promise<Assembly> => {
  const { artifacts } = manifest.parse(await readJson(join(folder, 'manifest.json')));
  const stacks: AssemblyStack[] = [];
  const assetPaths = new Map<string, string>();
  for (const [id, { type, environment, properties }] of Object.entries(artifacts)) {
    if (type === 'aws:cloudformation:stack') {
      const { accountId, region } = readEnvironment(environment ?? '');
      const name = properties.stackName ?? id;
      const file = join(folder, properties.templateFile ?? `${id}.template.json`);
      stacks.push({ name, accountId, region, template: template.parse(await readJson(file)) });
    }
    if (type === 'cdk:asset-manifest' && properties.file !== undefined) {
      for (const [key, path] of await readAssets(folder, properties.file)) assetPaths.set(key, path);
    }
  }
  return { stacks, assetPaths };
};

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));

/** `aws://000000000000/eu-central-1`; a stack without environment names neither, and gets the local ones. */
const readEnvironment = (environment: string) => {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
  return {
    accountId: account === undefined || account === 'unknown-account' ? '000000000000' : account,
    region: region === undefined || region === 'unknown-region' ? 'eu-central-1' : region,
  };
};

const readAssets = async (folder: string, file: string): Promise<readonly (readonly [string, string])[]> => {
  const { files } = assetManifest.parse(await readJson(join(folder, file)));
  return Object.values(files).flatMap(({ source, destinations }) => {
    const { path } = source;
    if (path === undefined) return [];
    const absolute = isAbsolute(path) ? path : resolve(folder, path);
    return Object.values(destinations).map(({ objectKey }) => [objectKey, absolute] as const);
  });
};
