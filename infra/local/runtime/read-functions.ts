import { basename } from 'node:path';
import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { carriedOutHere, irrelevantManagedPolicies } from './irrelevant.ts';
import { number, type Placed, readProperties } from './properties.ts';
import { evaluate, isRecord } from './template.ts';

/** A function of the template, ready to be run. */
export interface FunctionModel {
  /** `OPERATION_ID` of its environment, else the name of its folder: how people speak of it. */
  readonly operationId: string;
  readonly name: string;
  readonly arn: string;
  /** The built bundle: what a deployment would upload. */
  readonly folder: string;
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly role: RoleModel;
}

export interface RoleModel {
  readonly name: string;
  readonly policies: readonly PolicyDocument[];
}

export interface PolicyDocument {
  readonly Version?: string | undefined;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const functionShape = {
  Handler: z.string(),
  Runtime: z.literal('nodejs24.x'),
  Role: z.string(),
  Timeout: number.default(3),
  MemorySize: number.default(128),
  Environment: z
    .object({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .default({ Variables: {} }),
};

/** The network, the log group, the processor and the name are the cloud's own affair. */
const ignoredOfFunctions = [
  'Code',
  'FunctionName',
  'Description',
  'Architectures',
  'LoggingConfig',
  'VpcConfig',
  'Tags',
  'EphemeralStorage',
  'RecursiveLoop',
];

/**
 * The functions of the product: all but the providers of custom resources that are carried out here. Throws for a
 * function whose code, runtime or setting the local stack cannot honour.
 */
export const readFunctions = (cloud: Cloud): readonly FunctionModel[] => {
  const providers = providerArns(cloud);
  return cloud
    .ofType('AWS::Lambda::Function')
    .filter((placed) => !providers.has(arnOf(cloud, placed)))
    .map((placed) => readFunction(cloud, placed));
};

const arnOf = (cloud: Cloud, placed: Placed): string => cloud.identityOf(placed).attributes['Arn'] ?? '';

const providerArns = (cloud: Cloud): ReadonlySet<string> =>
  new Set(
    carriedOutHere.flatMap((type) =>
      cloud
        .ofType(type)
        .map(({ resource, scope }) => String(evaluate(resource.Properties['ServiceToken'], scope))),
    ),
  );

const readFunction = (cloud: Cloud, placed: Placed): FunctionModel => {
  const { Handler, Role, Timeout, MemorySize, Environment } = readProperties(
    placed,
    functionShape,
    ignoredOfFunctions,
  );
  const folder = placed.resource.Metadata['aws:asset:path'];
  if (typeof folder !== 'string')
    throw new Error(`The template does not say where the code of ${placed.logicalId} lies (aws:asset:path).`);
  const role = cloud.find(Role, 'AWS::IAM::Role');
  if (role === undefined) throw new Error(`The role of ${placed.logicalId} is not in the templates.`);
  const { ref, attributes } = cloud.identityOf(placed);
  return {
    operationId: Environment.Variables['OPERATION_ID'] ?? basename(folder),
    name: ref,
    arn: attributes['Arn'] ?? '',
    folder,
    handler: Handler,
    timeoutMs: Timeout * 1000,
    memoryMb: MemorySize,
    environment: Environment.Variables,
    role: readRole(cloud, role),
  };
};

const policyDocument = z.object({
  Version: z.string().optional(),
  Statement: z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]),
    z.array(z.record(z.string(), z.unknown())),
  ),
});

const roleShape = {
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: policyDocument })).default([]),
};

const readRole = (cloud: Cloud, placed: Placed): RoleModel => {
  const { ref: name } = cloud.identityOf(placed);
  const { ManagedPolicyArns, Policies } = readProperties(placed, roleShape, [
    'AssumeRolePolicyDocument',
    'Description',
    'RoleName',
    'Path',
    'Tags',
  ]);
  const unknown = ManagedPolicyArns.filter((arn) => !irrelevantManagedPolicies.includes(arn));
  if (unknown.length > 0)
    throw new Error(`The local stack does not know what the managed policy ${unknown.join(', ')} allows.`);
  return {
    name,
    policies: [...Policies.map((policy) => policy.PolicyDocument), ...attachedPolicies(cloud, name)],
  };
};

const attachedPolicies = (cloud: Cloud, roleName: string): readonly PolicyDocument[] =>
  cloud
    .ofType('AWS::IAM::Policy')
    .filter(({ resource, scope }) => {
      const roles = evaluate(resource.Properties['Roles'], scope);
      return Array.isArray(roles) && roles.includes(roleName);
    })
    .map(
      (placed) =>
        readProperties(placed, { PolicyDocument: policyDocument }, ['PolicyName', 'Roles']).PolicyDocument,
    )
    .filter(isRecord);

/** Throws unless the template lets a service call a function, as Lambda would refuse the call. */
export const requirePermission = (cloud: Cloud, functionArn: string, principal: string): void => {
  const allowed = cloud.ofType('AWS::Lambda::Permission').some((placed) => {
    const { FunctionName, Principal, Action } = readProperties(
      placed,
      { FunctionName: z.string(), Principal: z.string(), Action: z.string() },
      ['SourceArn', 'SourceAccount'],
    );
    const isSame = FunctionName === functionArn || functionArn.endsWith(`:function:${FunctionName}`);
    return isSame && Principal === principal && Action === 'lambda:InvokeFunction';
  });
  if (!allowed) throw new Error(`The template does not permit ${principal} to call ${functionArn}.`);
};
