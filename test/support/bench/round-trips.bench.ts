import setUp, { tearDown } from '../global-setup.ts';
import { mostRoundTrips } from '../round-trip-bounds.ts';
import { openJobScenarios } from '../round-trip-jobs.ts';
import { openRouteScenarios } from '../round-trip-routes.ts';
import { countRoundTrips, type RoundTrips } from '../round-trip-scenarios.ts';

const writeRow = (state: string, name: string, ...columns: readonly (string | number)[]): string =>
  [state.padEnd(7), name.padEnd(46), ...columns.map((column) => String(column).padStart(9))].join(' ');

const header = writeRow(
  '',
  'waits for the database, warm',
  ...['trips', 'at most', 'queries', 'framing', 'TikTok', 'S3', 'SQS', 'KMS'],
);

const renderRow = ({ name, roundTrips, statements, framing, calls }: RoundTrips): string => {
  const most = mostRoundTrips[name] ?? 0;
  const state = roundTrips <= most ? 'reached' : 'MISSED ';
  const { tiktok, s3, sqs, kms } = calls;
  return writeRow(state, name, roundTrips, most, statements, framing, tiktok, s3, sqs, kms);
};

/**
 * What a typical request of each route, and a typical run of each job of publishing, sends to Postgres and to others. Counted
 * at the socket: see round-trip-wire.ts.
 */
export const run = async (): Promise<string[]> => {
  await setUp();
  try {
    return [header, ...(await countRoundTrips(openRouteScenarios, openJobScenarios)).map(renderRow)];
  } finally {
    await tearDown();
  }
};
