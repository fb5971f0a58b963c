import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { functions } from '../../shared/contract/functions.ts';

export const repositoryRoot = resolve(import.meta.dirname, '../..');
const binaries = join(repositoryRoot, 'node_modules', '.bin');

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).default([]),
  DeletionPolicy: z.string().optional(),
  Metadata: z.record(z.string(), z.unknown()).optional(),
});
const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(
    z.string(),
    z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }),
  ),
});

export type Resource = z.infer<typeof resourceSchema> & { readonly id: string };
export type Template = z.infer<typeof templateSchema>;

export interface Synthesized {
  readonly data: Template;
  readonly service: Template;
  readonly outdir: string;
  /** Every resource of both stacks with one of these types. */
  readonly find: (...types: readonly string[]) => Resource[];
  /** The one resource of a type. Throws unless there is exactly one. */
  readonly only: (type: string) => Resource;
  /** The resource with a logical id, in either stack. */
  readonly byId: (id: unknown) => Resource | undefined;
}

/** The variables of a machine on which nobody ever configured AWS. */
export const environmentWithoutAws = (home: string): NodeJS.ProcessEnv => ({
  PATH: [binaries, '/usr/bin', '/bin'].join(':'),
  HOME: home,
  AWS_EC2_METADATA_DISABLED: 'true',
});

const scratchFolders: string[] = [];

/** A folder of this test file's own, removed by `removeScratch`. */
export const makeScratch = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'creator-connect-infra-'));
  scratchFolders.push(folder);
  return folder;
};

export const removeScratch = (): void => {
  for (const folder of scratchFolders.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** What the build leaves behind, with bundles of one line: a template depends on the contract, not on the code. */
export const makeBuildFolder = (): string => {
  const buildDir = makeScratch();
  for (const { trigger, operationId } of functions) {
    const folder = join(buildDir, 'functions', `${trigger}-${operationId}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.mjs'), `export const handler = async () => '${operationId}';\n`);
  }
  mkdirSync(join(buildDir, 'site'));
  writeFileSync(join(buildDir, 'site', 'index.html'), '<!doctype html><title>Test</title>');
  return buildDir;
};

/**
 * Runs the app as the CLI does, without any AWS configuration, and reads both templates. Only where it is wished does CDK
 * check them itself, which takes as long as all the rest.
 */
export const synthesize = async (
  context: Readonly<Record<string, unknown>> = {},
  { isChecked = false } = {},
): Promise<Synthesized> => {
  const outdir = makeScratch();
  await promisify(execFile)(join(binaries, 'node'), ['infra/app.ts'], {
    cwd: repositoryRoot,
    env: {
      ...environmentWithoutAws(outdir),
      CDK_VALIDATION: String(isChecked),
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ skipBuild: true, buildDir: makeBuildFolder(), ...context }),
    },
  });
  return readAssembly(outdir, String(context['stage'] ?? 'starter'));
};

export const readAssembly = (outdir: string, stage: string): Synthesized => {
  const [data, service] = ['data', 'service'].map((name) =>
    templateSchema.parse(readJson(join(outdir, `creator-connect-${stage}-${name}.template.json`))),
  );
  if (data === undefined || service === undefined) throw new Error('A template is missing.');
  const find = (...types: readonly string[]): Resource[] =>
    [data, service].flatMap(({ Resources }) =>
      Object.entries(Resources)
        .filter(([, { Type }]) => types.includes(Type))
        .map(([id, resource]) => ({ ...resource, id })),
    );
  const only = (type: string): Resource => {
    const [first, second] = find(type);
    if (first === undefined || second !== undefined) throw new Error(`not exactly one ${type}`);
    return first;
  };
  const byId = (id: unknown): Resource | undefined =>
    find(
      ...new Set([data, service].flatMap((stack) => Object.values(stack.Resources).map(({ Type }) => Type))),
    ).find((resource) => resource.id === id);
  return { data, service, outdir, find, only, byId };
};

export const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** The value at a path of keys, or undefined. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );

/** A value that is a list or a single thing, as a list. */
export const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const nameProperties = ['Name', 'QueueName', 'LogGroupName', 'FunctionName', 'TopicName', 'AliasName'];

/** What a reference means, as `<type>/<name>`, through exports, the attachment of the database's secret and a text added to it. */
export const targetOf = (
  value: unknown,
  { data, service }: Pick<Synthesized, 'data' | 'service'>,
): string => {
  if (typeof value === 'string') return value;
  const imported = at(value, 'Fn::ImportValue');
  if (imported !== undefined) {
    const output = Object.values(data.Outputs).find(({ Export }) => Export?.Name === imported);
    return targetOf(output?.Value, { data, service });
  }
  const [begin, ...rest] = listOf(at(value, 'Fn::Join', 1));
  if (begin !== undefined && rest.every((text) => typeof text === 'string')) {
    return [targetOf(begin, { data, service }), ...rest].join('');
  }
  const id = at(value, 'Ref') ?? at(value, 'Fn::GetAtt', 0);
  if (typeof id !== 'string') return JSON.stringify(value);
  const resource = { ...data.Resources, ...service.Resources }[id];
  if (resource === undefined) return id;
  if (resource.Type === 'AWS::SecretsManager::SecretTargetAttachment') {
    return targetOf(resource.Properties['SecretId'], { data, service });
  }
  const [name] = nameProperties
    .map((property) => resource.Properties[property])
    .filter((text) => text !== undefined);
  return `${resource.Type.split('::').at(-1)}/${typeof name === 'string' ? name : id}`;
};
