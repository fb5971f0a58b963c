import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { routes } from '../../shared/contract/routes.ts';
import type { FunctionRow, QueueRow, Route, Schedule } from '../../shared/contract/rows.ts';
import { authorizer, consumers, queues, schedules } from '../../shared/contract/workers.ts';
import { type AlarmRule, fiveMinutes, usually, type Watched } from './alarm-rule.ts';
import { postRules } from './post-alarms.ts';
import { metricsNamespace } from './service-function.ts';
import { tokenRules } from './token-alarms.ts';

/** Every alarm of the product, following the contract table. `scope` holds the filters that some of them need. */
export const alarmRules = (scope: Construct, watched: Watched): readonly AlarmRule[] => [
  ...queues.flatMap((row) => queueRules(row, watched)),
  ...apiRules(watched),
  ...routes.filter(isWebhook).flatMap((row) => webhookRules(scope, row, watched)),
  ...[authorizer, ...consumers].map((row) => errorRule(row, watched)),
  ...schedules.flatMap((row) => scheduleRules(row, watched)),
  ...tokenRules(watched),
  ...postRules(watched),
  ...databaseRules(watched),
];

/** What a message is sent to wait counts towards its age. */
const ageAlarmSeconds = ({ delayMaxSeconds = 0 }: QueueRow): number => 900 + delayMaxSeconds;

const queueRules = (row: QueueRow, { data }: Watched): AlarmRule[] => {
  const { main, deadLetters } = data.queues[row.name];
  const ageSeconds = ageAlarmSeconds(row);
  return [
    {
      name: `${row.name}-dlq-not-empty`,
      meaning: `Messages of ${row.name} could not be handled and wait for a person.`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: Stats.MAXIMUM,
      }),
      when: 'atLeast',
      threshold: 1,
      breaches: 1,
      periods: 1,
    },
    {
      name: `${row.name}-oldest-message-age`,
      meaning: `Messages of ${row.name} have waited for more than ${ageSeconds / 60} minutes.`,
      metric: main.metricApproximateAgeOfOldestMessage({ period: fiveMinutes, statistic: Stats.MAXIMUM }),
      when: 'atLeast',
      threshold: ageSeconds,
      ...usually,
    },
  ];
};

const apiRules = ({ api }: Watched): AlarmRule[] => [
  {
    name: 'api-5xx-rate',
    meaning: 'At least 5 % of the requests, and at least three, end with a server error.',
    metric: new MathExpression({
      label: 'Server errors, %',
      expression: 'IF(errors >= 3, 100 * errors / requests, 0)',
      usingMetrics: {
        errors: api.api.metricServerError({ period: fiveMinutes, statistic: Stats.SUM }),
        requests: api.api.metricCount({ period: fiveMinutes, statistic: Stats.SUM }),
      },
      period: fiveMinutes,
    }),
    when: 'atLeast',
    threshold: 5,
    ...usually,
  },
  {
    name: 'functions-throttled',
    meaning: "Lambda turned invocations away: the account's limit of concurrent executions is reached.",
    // Without dimensions: the limit is the account's, whoever uses it up.
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Throttles',
      statistic: Stats.SUM,
      period: fiveMinutes,
    }),
    when: 'atLeast',
    threshold: 1,
    ...usually,
  },
];

const isWebhook = ({ auth }: Route): boolean => auth.kind === 'signature';

/** A receiver that cannot take a delivery answers 5xx by itself, so its function's own errors do not tell. */
const webhookRules = (scope: Construct, row: Route, { api, stage }: Watched): AlarmRule[] => {
  const answers = (name: string, status: string): Metric =>
    new MetricFilter(scope, `${row.operationId}-${name}-answers`, {
      logGroup: api.accessLog,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.route', '=', `${row.method} ${row.path}`),
        FilterPattern.stringValue('$.status', '=', status),
      ),
      metricNamespace: metricsNamespace,
      metricName: `${stage.stage}-${row.operationId}-${name}`,
    }).metric({ period: fiveMinutes, statistic: Stats.SUM });
  return [
    {
      name: `${row.operationId}-failing`,
      meaning: 'Webhooks are answered with a server error; TikTok retries for 72 hours, then they are lost.',
      metric: answers('failing', '5*'),
      when: 'atLeast',
      threshold: 1,
      ...usually,
    },
    {
      name: `${row.operationId}-refused`,
      meaning:
        'Webhooks are refused for their signature, as all of them are when the client secret is wrong.',
      metric: answers('refused', '401'),
      when: 'atLeast',
      threshold: 5,
      ...usually,
    },
  ];
};

const errorRule = (row: FunctionRow, { functionOf }: Watched): AlarmRule => ({
  name: `${row.operationId}-errors`,
  meaning: `${row.operationId} crashed or ran out of time.`,
  metric: functionOf(row).lambda.metricErrors({ period: fiveMinutes, statistic: Stats.SUM }),
  when: 'atLeast',
  threshold: 1,
  ...usually,
});

const scheduleRules = (row: Schedule, watched: Watched): AlarmRule[] => [
  {
    ...errorRule(row, watched),
    metric: watched
      .functionOf(row)
      .lambda.metricErrors({ period: Duration.minutes(row.everyMinutes), statistic: Stats.SUM }),
    breaches: 2,
    periods: 2,
  },
  {
    name: `${row.operationId}-did-not-run`,
    meaning: `${row.operationId} was not started in the time of three runs.`,
    metric: watched
      .functionOf(row)
      .lambda.metricInvocations({ period: Duration.minutes(3 * row.everyMinutes), statistic: Stats.SUM }),
    when: 'below',
    threshold: 1,
    breaches: 1,
    periods: 1,
  },
];

const databaseRules = ({ data: { database }, stage }: Watched): AlarmRule[] => [
  {
    name: 'database-connections',
    meaning: 'The database has nearly as many connections as it admits.',
    metric: database.metricDatabaseConnections({ period: fiveMinutes, statistic: Stats.MAXIMUM }),
    when: 'atLeast',
    threshold: stage.database.alarmConnections,
    ...usually,
  },
  {
    name: 'database-storage',
    meaning: 'The database has little storage left, and its automatic growth did not help.',
    metric: database.metricFreeStorageSpace({ period: fiveMinutes, statistic: Stats.MINIMUM }),
    when: 'below',
    // A tenth of the first size, in bytes. Storage grows by itself when a tenth is left, at most every six hours.
    threshold: Math.round(stage.database.storageGb * 0.1 * 1024 ** 3),
    breaches: 3,
    periods: 3,
  },
  {
    name: 'database-cpu',
    meaning: 'The database has been busy for 15 minutes.',
    metric: database.metricCPUUtilization({ period: fiveMinutes, statistic: Stats.AVERAGE }),
    when: 'atLeast',
    threshold: 90,
    breaches: 3,
    periods: 3,
  },
];
