import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Counts what happened, by name. */
export type Count = (counts: Readonly<Record<string, number>>) => void;

/**
 * The counts of a function as one line of CloudWatch's embedded metric format, by Powertools. Zeroes are left out: they
 * would cost a metric and say nothing.
 */
export const createCount = (): Count => {
  const metrics = new Metrics();
  return (counts) => {
    const happened = Object.entries(counts).filter(([, value]) => value > 0);
    if (happened.length === 0) return;
    for (const [name, value] of happened) metrics.addMetric(name, MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };
};
