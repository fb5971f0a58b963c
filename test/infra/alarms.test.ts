import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { authorizer, consumers, queues, schedules } from '../../shared/contract/workers.ts';
import {
  at,
  listOf,
  type Resource,
  removeScratch,
  repositoryRoot,
  type Synthesized,
  synthesize,
  targetOf,
} from './synthesized.ts';

let starter: Synthesized;
beforeAll(async () => {
  starter = await synthesize({ alarmEmail: 'on-call@example.com' });
}, 60_000);
afterAll(removeScratch);

const prefix = 'creator-connect-starter-';
const alarms = (): Resource[] => starter.find('AWS::CloudWatch::Alarm');
const nameOf = ({ Properties }: Resource): string => String(Properties['AlarmName']);
const names = (): string[] => alarms().map((alarm) => nameOf(alarm).slice(prefix.length));

/** The sections below "Alarms", with their text. */
const sections = (): Map<string, string> => {
  const runbook = readFileSync(join(repositoryRoot, 'infra/RUNBOOK.md'), 'utf8');
  const [, chapter = ''] = runbook.split(/^## Alarms$/m);
  const [alarmChapter = ''] = chapter.split(/^## /m);
  const parts = alarmChapter.split(/^### /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part] as const));
};

/** The alarms on what functions count themselves, by embedded metrics. */
const ownMetricAlarms = (): Resource[] =>
  alarms().filter(
    ({ Properties }) =>
      Properties['Namespace'] === 'CreatorConnect' && Properties['Dimensions'] !== undefined,
  );

const embeddedMetrics = z.object({
  Namespace: z.string(),
  Dimensions: z.array(z.array(z.string())),
});
const countOnce = `import { createCount } from './shared/core/metrics.ts'; createCount(process.env)({ RefreshesInDoubt: 1 });`;

/** The variables that the template gives a function, those that are plain text. */
const environmentOf = (operationId: string): Record<string, string> => {
  const lambda = starter
    .find('AWS::Lambda::Function')
    .find(({ Properties }) => Properties['FunctionName'] === `${prefix}${operationId}`);
  const variables = Object.entries(at(lambda?.Properties, 'Environment', 'Variables') ?? {});
  return Object.fromEntries(variables.filter(([, value]) => typeof value === 'string'));
};

test('every alarm has its section in the runbook, and every section its alarm', () => {
  const written = [...sections().keys()];

  expect(alarms().every((alarm) => nameOf(alarm).startsWith(prefix))).toBe(true);
  expect(written.toSorted()).toEqual(names().toSorted());
});

test('every section says what the alarm means, where to look and how it heals', () => {
  for (const [name, text] of sections()) {
    const said = ['Meaning', 'Where to look', 'How it heals'].filter((word) =>
      text.includes(`**${word}.** `),
    );

    expect({ name, said }).toEqual({ name, said: ['Meaning', 'Where to look', 'How it heals'] });
  }
});

test('every alarm names its section and tells the topic when it begins and when it ends', () => {
  for (const alarm of alarms()) {
    const told = [...listOf(alarm.Properties['AlarmActions']), ...listOf(alarm.Properties['OKActions'])];

    expect(alarm.Properties['AlarmDescription']).toContain(
      `RUNBOOK.md#${nameOf(alarm).slice(prefix.length)}`,
    );
    expect(told.map((target) => targetOf(target, starter))).toEqual([
      'Topic/creator-connect-starter-alarms',
      'Topic/creator-connect-starter-alarms',
    ]);
  }
});

test('there is an alarm for each way to fail', () => {
  const expected = [
    ...queues.flatMap(({ name }) => [`${name}-dlq-not-empty`, `${name}-oldest-message-age`]),
    ...[authorizer, ...consumers, ...schedules].map(({ operationId }) => `${operationId}-errors`),
    ...schedules.map(({ operationId }) => `${operationId}-did-not-run`),
    'api-5xx-rate',
    'receive-webhook-failing',
    'receive-webhook-refused',
    'functions-throttled',
    'database-connections',
    'database-storage',
    'database-cpu',
    'token-refresh-misconfigured',
    'token-refresh-failures',
    'token-refresh-stalled',
    'accounts-lost',
    'tokens-in-doubt',
    'tokens-in-lifeboat',
    'posting-misconfigured',
    'posts-outcome-unknown',
    'posts-stuck',
    'posts-failing',
    'transfers-failed',
  ];

  expect(names().toSorted()).toEqual(expected.toSorted());
});

test('a schedule that is never started rings, since silence counts as a breach', () => {
  for (const { operationId, everyMinutes } of schedules) {
    const alarm = alarms().find((candidate) => nameOf(candidate) === `${prefix}${operationId}-did-not-run`);

    expect(alarm?.Properties).toMatchObject({
      MetricName: 'Invocations',
      Period: everyMinutes * 180,
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
  }
});

test('the alarms of refreshing and posting read what functions of this stage count, under the names that they count it', () => {
  const written = execFileSync('node', ['--input-type=module', '-e', countOnce], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...environmentOf('refresh-tokens') },
  });
  const { _aws, ...line } = z
    .looseObject({ _aws: z.object({ CloudWatchMetrics: z.array(embeddedMetrics) }) })
    .parse(JSON.parse(written));
  const [metrics] = _aws.CloudWatchMetrics;
  const dimensions = metrics?.Dimensions[0]?.map((name) => ({ Name: name, Value: line[name] }));

  const read = ownMetricAlarms().map(({ Properties }) => ({
    namespace: Properties['Namespace'],
    dimensions: Properties['Dimensions'],
  }));

  expect(dimensions).toContainEqual({ Name: 'stage', Value: 'starter' });
  expect(read).toEqual(read.map(() => ({ namespace: metrics?.Namespace, dimensions })));
  expect(
    ownMetricAlarms().map((alarm) => [nameOf(alarm).slice(prefix.length), alarm.Properties['MetricName']]),
  ).toEqual([
    ['token-refresh-misconfigured', 'RefreshMisconfigured'],
    ['token-refresh-failures', 'RefreshesFailed'],
    ['accounts-lost', 'AccountsReauthRequired'],
    ['tokens-in-doubt', 'RefreshesInDoubt'],
    ['posting-misconfigured', 'PostingMisconfigured'],
    ['posts-outcome-unknown', 'PostsOutcomeUnknown'],
    ['posts-stuck', 'PostsStuck'],
    ['transfers-failed', 'TransfersFailed'],
  ]);
});

test('one refusal of the app’s credentials, one refresh in doubt and one post in doubt ring at once', () => {
  for (const name of [
    'token-refresh-misconfigured',
    'tokens-in-doubt',
    'posting-misconfigured',
    'posts-outcome-unknown',
  ]) {
    const alarm = alarms().find((candidate) => nameOf(candidate) === `${prefix}${name}`);

    expect(alarm?.Properties).toMatchObject({
      Statistic: 'Sum',
      Threshold: 1,
      DatapointsToAlarm: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  }
});

test('posts that are stuck ring by how many there are, not by how often they were counted', () => {
  const alarm = alarms().find((candidate) => nameOf(candidate) === `${prefix}posts-stuck`);

  expect(alarm?.Properties).toMatchObject({
    Statistic: 'Maximum',
    Threshold: 1,
    DatapointsToAlarm: 3,
    EvaluationPeriods: 3,
    TreatMissingData: 'notBreaching',
  });
});

test('tokens in the lifeboat ring while they are put off, when the age of a queue tells nothing', () => {
  const alarm = alarms().find((candidate) => nameOf(candidate) === `${prefix}tokens-in-lifeboat`);

  const read = listOf(alarm?.Properties['Metrics'])
    .map((metric) => at(metric, 'MetricStat', 'Metric'))
    .filter((metric) => metric !== undefined)
    .map((metric) => [at(metric, 'MetricName'), targetOf(at(metric, 'Dimensions', 0, 'Value'), starter)]);

  expect(alarm?.Properties).toMatchObject({ Threshold: 1, DatapointsToAlarm: 3, EvaluationPeriods: 3 });
  expect(read.toSorted()).toEqual([
    ['ApproximateNumberOfMessagesNotVisible', 'Queue/creator-connect-starter-token-lifeboat'],
    ['ApproximateNumberOfMessagesVisible', 'Queue/creator-connect-starter-token-lifeboat'],
  ]);
});

test('an alarm looks back no further than CloudWatch evaluates', () => {
  const longest = alarms().map(
    ({ Properties }) => Number(Properties['Period'] ?? 0) * Number(Properties['EvaluationPeriods']),
  );

  expect(Math.max(...longest)).toBeLessThanOrEqual(86_400);
});

test('CloudWatch may publish to the encrypted topic: the topic and its key both admit it', () => {
  const [policy] = starter.find('AWS::SNS::TopicPolicy');
  const [topic] = starter.find('AWS::SNS::Topic');
  const key = starter
    .find('AWS::KMS::Key')
    .find(({ id }) => targetOf(topic?.Properties['KmsMasterKeyId'], starter) === `Key/${id}`);
  const admits = (resource: Resource | undefined, property: string, action: string) =>
    listOf(at(resource?.Properties, property, 'Statement')).some(
      (statement) =>
        at(statement, 'Effect') === 'Allow' &&
        at(statement, 'Principal', 'Service') === 'cloudwatch.amazonaws.com' &&
        listOf(at(statement, 'Action')).includes(action),
    );

  expect(admits(policy, 'PolicyDocument', 'sns:Publish')).toBe(true);
  expect(admits(key, 'KeyPolicy', 'kms:Decrypt')).toBe(true);
  expect(admits(key, 'KeyPolicy', 'kms:GenerateDataKey*')).toBe(true);
});

test('the address that the stage names is told by mail', () => {
  const [subscription] = starter.find('AWS::SNS::Subscription');

  expect(subscription?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'on-call@example.com' });
});
