import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Environment, requireVariable } from './env.ts';

/** Everything that is counted. The alarms of `infra` read these names, so a misspelt one compiles on neither side. */
export type MetricName =
  | 'EventsTaken'
  | 'EventsFailed'
  | 'EventsMovedToDeadLetters'
  | 'EventsPutOff'
  | 'TokensRefreshed'
  /** Refreshes that failed and are tried again. */
  | 'RefreshesFailed'
  /** Accounts whose creators have to log in again. */
  | 'AccountsReauthRequired'
  /** Refreshes whose worker ended in the middle, found by the sweep. */
  | 'RefreshesInDoubt'
  /** Refreshes that the platform refused for the app's own credentials. */
  | 'RefreshMisconfigured'
  | 'TokensInLifeboat'
  | 'TokensRescued'
  | 'PostsSubmitted'
  | 'PostsPublished'
  | 'PostsFailed'
  /** Submissions whose answer was lost, so that nobody knows whether the post exists. */
  | 'PostsOutcomeUnknown'
  /** Posts that reconcile-posts finds long past every time in which they should have moved. */
  | 'PostsStuck'
  /** Transfers that ended before all bytes had arrived. */
  | 'TransfersFailed'
  /** Calls for a post that the platform refused for the app's own credentials, approval or address. */
  | 'PostingMisconfigured';

/** Counts what happened, by name. */
export type Count = (counts: Readonly<Partial<Record<MetricName, number>>>) => void;

/**
 * The counts of a function as one line of CloudWatch's embedded metric format, by Powertools, of the stage in `STAGE`: two
 * stages may share an account. Zeroes are left out: they would cost a metric and say nothing. Throws when `STAGE` is not set.
 */
export const createCount = (environment: Environment): Count => {
  const metrics = new Metrics({ defaultDimensions: { stage: requireVariable(environment, 'STAGE') } });
  return (counts) => {
    const happened = Object.entries(counts).filter(([, value]) => value > 0);
    if (happened.length === 0) return;
    for (const [name, value] of happened) metrics.addMetric(name, MetricUnit.Count, value);
    metrics.publishStoredMetrics();
  };
};
