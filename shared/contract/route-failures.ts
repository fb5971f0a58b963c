import type { FailureCode } from '../core/failure.ts';
import { commonFailures } from './problems.ts';
import type { Capability, Route } from './rows.ts';

/** The capabilities that begin with a secret. */
const secretive: ReadonlySet<Capability> = new Set([
  'database',
  'all-tenants-database',
  'app-credentials',
  'signing-secret',
]);

/** Every failure a route can answer with: its own, and those of every route that takes what it takes. */
export const failuresOf = (route: Route): readonly FailureCode[] => [
  ...new Set<FailureCode>([
    ...commonFailures.always,
    ...(route.auth.kind === 'signature' ? [] : commonFailures.whenParsed),
    ...(route.body === undefined ? [] : commonFailures.withBody),
    ...(route.auth.kind === 'scope' || route.auth.kind === 'caller' ? commonFailures.withCaller : []),
    ...(route.auth.kind === 'scope' ? commonFailures.withScope : []),
    ...(route.uses.some((one) => secretive.has(one)) ? commonFailures.withSecrets : []),
    ...(route.uses.includes('app-credentials') ? commonFailures.withAppCredentials : []),
    ...route.failures,
  ]),
];
