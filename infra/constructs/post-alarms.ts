import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRule, fiveMinutes, usually, type Watched } from './alarm-rule.ts';
import { ownMetric } from './own-metric.ts';

/** What becomes of posts: a post that TikTok refuses is an answer, and one that nobody moves is silence. */
export const postRules = (watched: Watched): AlarmRule[] => [
  {
    name: 'posting-misconfigured',
    meaning: 'TikTok refused a post for the app itself: its credentials, approval or verified addresses.',
    metric: ownMetric('PostingMisconfigured', fiveMinutes, watched),
    when: 'atLeast',
    threshold: 1,
    breaches: 1,
    periods: 1,
  },
  {
    name: 'posts-outcome-unknown',
    meaning: 'The answer to a submission was lost: whether the post exists only TikTok or a person can tell.',
    metric: ownMetric('PostsOutcomeUnknown', fiveMinutes, watched),
    when: 'atLeast',
    threshold: 1,
    breaches: 1,
    periods: 1,
  },
  {
    name: 'posts-stuck',
    meaning: 'For a quarter of an hour there have been posts that should have moved on long ago.',
    // Counted anew at each run of reconcile-posts, so the same posts again and again.
    metric: ownMetric('PostsStuck', fiveMinutes, watched, Stats.MAXIMUM),
    when: 'atLeast',
    threshold: 1,
    breaches: 3,
    periods: 3,
  },
  {
    name: 'posts-failing',
    meaning: 'In an hour at least five posts failed, and more than were published.',
    metric: failing(watched),
    when: 'atLeast',
    threshold: 1,
    breaches: 1,
    periods: 1,
  },
  {
    name: 'transfers-failed',
    meaning: 'In two of three quarters of an hour at least three files did not get through to TikTok.',
    metric: ownMetric('TransfersFailed', Duration.minutes(15), watched),
    when: 'atLeast',
    threshold: 3,
    ...usually,
  },
];

/** 1 when most of what ended failed: single posts fail for their own reasons, and a small deployment has no rate. */
const failing = (watched: Watched): MathExpression =>
  new MathExpression({
    label: 'Mostly failing',
    expression: 'IF(FILL(failed, 0) >= 5 AND FILL(failed, 0) > FILL(published, 0), 1, 0)',
    usingMetrics: {
      failed: ownMetric('PostsFailed', Duration.hours(1), watched),
      published: ownMetric('PostsPublished', Duration.hours(1), watched),
    },
    period: Duration.hours(1),
  });
