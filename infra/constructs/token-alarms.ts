import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { type AlarmRule, fiveMinutes, usually, type Watched } from './alarm-rule.ts';
import { ownMetric } from './own-metric.ts';

/** What fails here fails in no function: a refresh that TikTok refuses is an answer, not an error. */
export const tokenRules = (watched: Watched): AlarmRule[] => [
  {
    name: 'token-refresh-misconfigured',
    meaning: 'TikTok refused the credentials of the app itself: no token is refreshed until they are right.',
    metric: ownMetric('RefreshMisconfigured', fiveMinutes, watched),
    when: 'atLeast',
    threshold: 1,
    breaches: 1,
    periods: 1,
  },
  {
    name: 'token-refresh-failures',
    meaning: 'At least ten refreshes failed in a quarter of an hour, twice; all of them are tried again.',
    metric: ownMetric('RefreshesFailed', Duration.minutes(15), watched),
    when: 'atLeast',
    threshold: 10,
    ...usually,
  },
  {
    name: 'token-refresh-stalled',
    meaning: 'For an hour refreshes have failed and none has succeeded.',
    metric: stalled(watched),
    when: 'atLeast',
    threshold: 1,
    breaches: 1,
    periods: 1,
  },
  {
    name: 'accounts-lost',
    meaning: 'In an hour at least five accounts came to need a new login of their creators.',
    metric: ownMetric('AccountsReauthRequired', Duration.hours(1), watched),
    when: 'atLeast',
    threshold: 5,
    breaches: 1,
    periods: 1,
  },
  {
    name: 'tokens-in-doubt',
    meaning: 'A worker ended in the middle of a refresh: whether TikTok replaced the tokens is not known.',
    metric: ownMetric('RefreshesInDoubt', fiveMinutes, watched),
    when: 'atLeast',
    threshold: 1,
    breaches: 1,
    periods: 1,
  },
  {
    name: 'tokens-in-lifeboat',
    meaning: 'For a quarter of an hour there have been refreshed tokens that are not stored yet.',
    metric: waiting(watched.data.queues['token-lifeboat'].main),
    when: 'atLeast',
    threshold: 1,
    breaches: 3,
    periods: 3,
  },
];

/** 1 when refreshes failed and none succeeded: a small deployment has too few for a rate. */
const stalled = (watched: Watched): MathExpression =>
  new MathExpression({
    label: 'Stalled',
    expression: 'IF(FILL(failed, 0) > 0 AND FILL(refreshed, 0) == 0, 1, 0)',
    usingMetrics: {
      failed: ownMetric('RefreshesFailed', Duration.hours(1), watched),
      refreshed: ownMetric('TokensRefreshed', Duration.hours(1), watched),
    },
    period: Duration.hours(1),
  });

/**
 * All messages of a queue, hidden or not. The age of the oldest does not tell of those that are put off: SQS leaves out
 * of it what was received three times (SQS developer guide, "Available CloudWatch metrics for Amazon SQS").
 */
const waiting = (queue: Queue): MathExpression =>
  new MathExpression({
    label: 'Messages',
    expression: 'visible + hidden',
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible({
        period: fiveMinutes,
        statistic: Stats.MAXIMUM,
      }),
      hidden: queue.metricApproximateNumberOfMessagesNotVisible({
        period: fiveMinutes,
        statistic: Stats.MAXIMUM,
      }),
    },
    period: fiveMinutes,
  });
