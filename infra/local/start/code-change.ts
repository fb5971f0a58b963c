import { relative, sep } from 'node:path';

/** What a changed file asks for. */
export interface ChangePlan {
  /** Functions to bundle anew. */
  readonly functions: readonly string[];
  readonly site: boolean;
  /** What only a restart applies, in words for a person. */
  readonly restart: string | undefined;
}

/**
 * What a set of changed files asks for: those in a bundle, that bundle; those of the web site, the site; those that
 * shape the templates, the database or this program, a restart. `failed` are functions whose last build failed: any
 * change of code may be their repair.
 */
export const planChange = (
  changed: readonly string[],
  root: string,
  inputsOf: ReadonlyMap<string, readonly string[]>,
  failed: readonly string[],
): ChangePlan => {
  const paths = changed.map((path) => relative(root, path).split(sep).join('/'));
  const touched = new Set(changed);
  const reached = [...inputsOf].filter(([, inputs]) => inputs.some((input) => touched.has(input)));
  const isCode = paths.some((path) => path.startsWith('functions/') || path.startsWith('shared/'));
  const functions = new Set([...reached.map(([operationId]) => operationId), ...(isCode ? failed : [])]);
  return {
    functions: [...functions].sort(),
    // The pages run some of the product themselves: what looks into a file, and what the platform takes.
    site: paths.some((path) => path.startsWith('web/') || path.startsWith('shared/')),
    restart: paths.map(needsRestart).find((reason) => reason !== undefined),
  };
};

const needsRestart = (path: string): string | undefined => {
  if (path.startsWith('shared/contract/')) return 'routes, grants and queues';
  if (path.startsWith('migrations/')) return 'migrations';
  if (path.startsWith('infra/local/')) return 'the local stack itself';
  if (path.startsWith('infra/')) return 'infrastructure';
  return undefined;
};
