import * as z from 'zod';
import type { Resource } from './assembly.ts';
import { evaluate, type Scope } from './template.ts';

/** A resource of a template, with the stack it stands in. */
export interface Placed {
  readonly logicalId: string;
  readonly resource: Resource;
  readonly scope: Scope;
}

/**
 * Evaluates and parses the properties that a stand-in acts on. `ignored` names those that change nothing here. Any
 * other property throws: a setting that the local stack drops silently would behave differently in the cloud.
 */
export const readProperties = <T extends z.ZodRawShape>(
  { logicalId, resource, scope }: Placed,
  shape: T,
  ignored: readonly string[] = [],
): z.infer<z.ZodObject<T>> => {
  const unknown = Object.keys(resource.Properties).filter(
    (name) => !(name in shape) && !ignored.includes(name),
  );
  if (unknown.length > 0) {
    throw new Error(
      `The local stack does not know the property ${unknown.join(', ')} of ${logicalId} (${resource.Type}).`,
    );
  }
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(shape)) {
    if (name in resource.Properties) values[name] = evaluate(resource.Properties[name], scope);
  }
  const parsed = z.object(shape).safeParse(values);
  if (!parsed.success)
    throw new Error(
      `The local stack cannot read ${logicalId} (${resource.Type}): ${z.prettifyError(parsed.error)}`,
    );
  return parsed.data;
};

/** Numbers and booleans come as such or as text, depending on who wrote the template. */
export const number = z.coerce.number();
export const flag = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
);
