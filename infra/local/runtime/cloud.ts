import type { Assembly, AssemblyStack, Resource } from './assembly.ts';
import { carriedOutHere, irrelevantTypes } from './irrelevant.ts';
import type { Placed } from './properties.ts';
import { evaluate, holds, type Identity, type Scope } from './template.ts';

/** Makes the stand-in of a resource, once, and answers what it is known by. */
export type Provide = (placed: Placed) => Identity;

/** All resources of an assembly; their stand-ins are made when first asked for. */
export interface Cloud {
  readonly accountId: string;
  readonly region: string;
  /** The resources of a type, in the order of the templates. */
  readonly ofType: (type: string) => readonly Placed[];
  readonly identityOf: (placed: Placed) => Identity;
  /** The resource that an ARN or a `Ref` names. */
  readonly find: (reference: string, type: string) => Placed | undefined;
}

/**
 * Joins the templates of an assembly: references within and between stacks lead to stand-ins made by `providers`.
 * Throws when a resource is of a type that is neither provided nor known to be irrelevant here.
 */
export const createCloud = (assembly: Assembly, providers: Readonly<Record<string, Provide>>): Cloud => {
  const [first] = assembly.stacks;
  if (first === undefined) throw new Error('The cloud assembly holds no stack.');
  const identities = new Map<Resource, Identity>();
  const underway = new Set<Resource>();
  const stacks = assembly.stacks.map((stack) => ({ stack, scope: scopeOf(stack) }));

  function scopeOf(stack: AssemblyStack): Scope {
    const { template } = stack;
    const scope: Scope = {
      stackName: stack.name,
      region: stack.region,
      accountId: stack.accountId,
      parameters: template.Parameters,
      conditions: template.Conditions,
      mappings: template.Mappings,
      identityOf: (logicalId) => {
        const resource = template.Resources[logicalId];
        if (resource === undefined)
          throw new Error(`The template of ${stack.name} has no resource ${logicalId}.`);
        return identityOf({ logicalId, resource, scope });
      },
      importValue,
      propertyOf: (logicalId, property) => template.Resources[logicalId]?.Properties[property],
    };
    return scope;
  }

  function importValue(name: string): unknown {
    for (const { stack, scope } of stacks) {
      for (const output of Object.values(stack.template.Outputs)) {
        if (output.Export !== undefined && evaluate(output.Export.Name, scope) === name)
          return evaluate(output.Value, scope);
      }
    }
    throw new Error(`No stack exports ${name}.`);
  }

  function identityOf(placed: Placed): Identity {
    const { logicalId, resource } = placed;
    const known = identities.get(resource);
    if (known !== undefined) return known;
    const provide = providers[resource.Type];
    if (provide === undefined)
      throw new Error(
        `Something refers to ${logicalId}, and a ${resource.Type} has no stand-in in the local stack.`,
      );
    if (underway.has(resource)) throw new Error(`${logicalId} refers to itself in a circle.`);
    underway.add(resource);
    const identity = provide(placed);
    underway.delete(resource);
    identities.set(resource, identity);
    return identity;
  }

  const placed = stacks.flatMap(({ stack, scope }) =>
    Object.entries(stack.template.Resources)
      .filter(([, resource]) => resource.Condition === undefined || holds(resource.Condition, scope))
      .map(([logicalId, resource]): Placed => ({ logicalId, resource, scope })),
  );
  for (const item of placed) refuseUnknown(item, providers);
  const ofType = (type: string) => placed.filter(({ resource }) => resource.Type === type);
  return {
    accountId: first.accountId,
    region: first.region,
    ofType,
    identityOf,
    find: (reference, type) =>
      ofType(type).find((item) => {
        const { ref, attributes } = identityOf(item);
        return ref === reference || attributes['Arn'] === reference;
      }),
  };
};

const refuseUnknown = (
  { logicalId, resource }: Placed,
  providers: Readonly<Record<string, Provide>>,
): void => {
  const { Type } = resource;
  if (Type in providers || Type in irrelevantTypes || carriedOutHere.includes(Type)) return;
  throw new Error(
    `The local stack does not know ${Type} (${logicalId}). Give it a stand-in in infra/local/runtime/providers.ts, or a reason to do without in irrelevant.ts.`,
  );
};
