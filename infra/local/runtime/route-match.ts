import type { RouteModel } from './read-api.ts';

export interface RouteMatch {
  readonly route: RouteModel;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/**
 * The route for a method and a decoded path, in API Gateway's order: a full match before one with a greedy variable,
 * fixed segments before variables, the method itself before `ANY`.
 */
export const matchRoute = (
  routes: readonly RouteModel[],
  method: string,
  path: string,
): RouteMatch | undefined => {
  const matches = routes
    .filter((route) => route.method === method || route.method === 'ANY')
    .flatMap((route) => {
      const pathParameters = matchPath(route.path, path);
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    });
  return matches.sort((left, right) => rank(left.route) - rank(right.route))[0];
};

const rank = ({ path, method }: RouteModel): number => {
  const variables = path.split('/').filter((segment) => segment.startsWith('{'));
  const greedy = variables.some((segment) => segment.endsWith('+}'));
  return (greedy ? 1000 : 0) + variables.length * 2 + (method === 'ANY' ? 1 : 0);
};

const matchPath = (pattern: string, path: string): Record<string, string> | undefined => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    const value = given[index];
    if (value === undefined) return undefined;
    if (name?.endsWith('+')) return { ...parameters, [name.slice(0, -1)]: given.slice(index).join('/') };
    if (name !== undefined && value !== '') parameters[name] = value;
    else if (segment !== value) return undefined;
  }
  return wanted.length === given.length ? parameters : undefined;
};
