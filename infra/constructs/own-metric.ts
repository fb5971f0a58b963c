import type { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '../../shared/core/metrics.ts';
import type { Watched } from './alarm-rule.ts';
import { metricsNamespace, metricsService } from './service-function.ts';

/** What functions count, with the dimensions that Powertools writes: its service, and ours of `shared/core/metrics.ts`. */
export const ownMetric = (
  metricName: MetricName,
  period: Duration,
  { stage }: Pick<Watched, 'stage'>,
  statistic: string = Stats.SUM,
): Metric =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: { service: metricsService, stage: stage.stage },
    statistic,
    period,
  });
