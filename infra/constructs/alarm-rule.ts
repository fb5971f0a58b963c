import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { FunctionRow } from '../../shared/contract/rows.ts';
import type { DataStack } from '../data-stack.ts';
import type { StageSettings } from '../stages.ts';
import type { HttpApi } from './http-api.ts';
import type { ServiceFunction } from './service-function.ts';

/** What there is to watch. */
export interface Watched {
  readonly stage: StageSettings;
  readonly data: DataStack;
  readonly api: HttpApi;
  readonly functionOf: (row: FunctionRow) => ServiceFunction;
}

export interface AlarmRule {
  /** A section of `infra/RUNBOOK.md`. */
  readonly name: string;
  readonly meaning: string;
  readonly metric: IMetric;
  /** `below` takes silence for a breach, `atLeast` for health. */
  readonly when: 'atLeast' | 'below';
  readonly threshold: number;
  /** How many of the last periods must breach. */
  readonly breaches: number;
  readonly periods: number;
}

export const fiveMinutes = Duration.minutes(5);

/** One bad period is a hiccup; two of three are a fault. */
export const usually = { breaches: 2, periods: 3 } as const;
