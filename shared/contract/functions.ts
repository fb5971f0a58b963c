import { routes } from './routes.ts';
import type { FunctionRow } from './rows.ts';
import { authorizer, consumers, deploySteps, schedules } from './workers.ts';

/** Every Lambda function of the product, in one list. */
export const functions: readonly FunctionRow[] = [
  ...routes,
  authorizer,
  ...consumers,
  ...schedules,
  ...deploySteps,
];
