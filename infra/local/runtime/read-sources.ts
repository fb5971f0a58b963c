import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { flag, number, type Placed, readProperties } from './properties.ts';
import { requirePermission } from './read-functions.ts';

/** A queue that Lambda polls for a function. */
export interface EventSourceModel {
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly maxConcurrency: number;
  readonly reportsItemFailures: boolean;
}

export interface ScheduleModel {
  readonly name: string;
  readonly functionArn: string;
  readonly everyMs: number;
  readonly kind: 'rule' | 'schedule';
  readonly arn: string;
  /** What the function is called with; EventBridge's own event when absent. */
  readonly input: unknown;
}

const sourceShape = {
  EventSourceArn: z.string().regex(/^arn:aws:sqs:/, 'only queues are known as event sources'),
  FunctionName: z.string(),
  BatchSize: number.default(10),
  MaximumBatchingWindowInSeconds: number.default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number.optional() }).default({}),
  Enabled: flag.default(true),
};

/** Lambda scales a queue's consumer up to this many processes unless told otherwise; here the machine is small. */
const defaultConcurrency = 4;

/** The event source mappings that are switched on. Throws on settings that Lambda would refuse. */
export const readEventSources = (cloud: Cloud): readonly EventSourceModel[] =>
  cloud.ofType('AWS::Lambda::EventSourceMapping').flatMap((placed) => {
    const given = readProperties(placed, sourceShape, ['Tags']);
    if (!given.Enabled) return [];
    if (given.BatchSize > 10 && given.MaximumBatchingWindowInSeconds < 1)
      throw new Error(`${placed.logicalId}: batches of more than 10 messages ask for a batching window.`);
    const queue = cloud.find(given.EventSourceArn, 'AWS::SQS::Queue');
    if (queue === undefined)
      throw new Error(`${placed.logicalId} reads a queue that is not in the templates.`);
    const model = {
      queueArn: given.EventSourceArn,
      queueUrl: cloud.identityOf(queue).ref,
      functionArn: functionOf(cloud, given.FunctionName, placed),
      batchSize: given.BatchSize,
      windowMs: given.MaximumBatchingWindowInSeconds * 1000,
      maxConcurrency: Math.min(
        given.ScalingConfig.MaximumConcurrency ?? defaultConcurrency,
        defaultConcurrency,
      ),
      reportsItemFailures: given.FunctionResponseTypes.length > 0,
    };
    return [model];
  });

const functionOf = (cloud: Cloud, reference: string, placed: Placed): string => {
  const found = cloud.find(reference, 'AWS::Lambda::Function');
  if (found === undefined)
    throw new Error(`${placed.logicalId} calls a function that is not in the templates.`);
  return cloud.identityOf(found).attributes['Arn'] ?? '';
};

/** The schedules that are switched on, of EventBridge rules and of EventBridge Scheduler. */
export const readSchedules = (cloud: Cloud): readonly ScheduleModel[] => [
  ...cloud.ofType('AWS::Events::Rule').flatMap((placed) => readRule(cloud, placed)),
  ...cloud.ofType('AWS::Scheduler::Schedule').flatMap((placed) => readSchedule(cloud, placed)),
];

const ruleTarget = z.strictObject({
  Arn: z.string(),
  Id: z.string(),
  Input: z.string().optional(),
  RetryPolicy: z.unknown().optional(),
});

const readRule = (cloud: Cloud, placed: Placed): readonly ScheduleModel[] => {
  const { ScheduleExpression, State, Targets } = readProperties(
    placed,
    { ScheduleExpression: z.string(), State: z.string().default('ENABLED'), Targets: z.array(ruleTarget) },
    ['Name', 'Description', 'Tags'],
  );
  if (State !== 'ENABLED') return [];
  return Targets.map(({ Arn, Input }) => {
    requirePermission(cloud, Arn, 'events.amazonaws.com');
    return {
      ...commonOf(cloud, placed, ScheduleExpression),
      kind: 'rule',
      functionArn: Arn,
      input: parseInput(Input),
    };
  });
};

const readSchedule = (cloud: Cloud, placed: Placed): readonly ScheduleModel[] => {
  const { ScheduleExpression, State, Target } = readProperties(
    placed,
    {
      ScheduleExpression: z.string(),
      State: z.string().default('ENABLED'),
      Target: z.looseObject({ Arn: z.string(), Input: z.string().optional() }),
    },
    ['Name', 'Description', 'GroupName', 'FlexibleTimeWindow', 'ScheduleExpressionTimezone'],
  );
  if (State !== 'ENABLED') return [];
  const functionArn = functionOf(cloud, Target.Arn, placed);
  return [
    {
      ...commonOf(cloud, placed, ScheduleExpression),
      kind: 'schedule',
      functionArn,
      input: parseInput(Target.Input),
    },
  ];
};

const commonOf = (cloud: Cloud, placed: Placed, expression: string) => {
  const { ref, attributes } = cloud.identityOf(placed);
  return { name: ref, arn: attributes['Arn'] ?? '', everyMs: parseRate(expression) };
};

const parseInput = (input: string | undefined): unknown =>
  input === undefined ? undefined : JSON.parse(input);

const unitMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** `rate(15 minutes)` in milliseconds. Throws on anything else, a `cron` expression for one. */
export const parseRate = (expression: string): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (count === undefined || unit === undefined)
    throw new Error(`The local stack does not know the schedule expression ${expression}.`);
  return Number(count) * unitMs[unit as keyof typeof unitMs];
};
