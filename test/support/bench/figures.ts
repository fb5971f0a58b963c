/** A figure of the design's section 13, as measured in this run. */
export interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly reach: number;
  /** Whether more is better; a bound from above otherwise. */
  readonly atLeast: boolean;
}

export const isReached = ({ measured, reach, atLeast }: Figure): boolean =>
  atLeast ? measured >= reach : measured <= reach;

const digits = (value: number): string =>
  value !== 0 && value < 0.01 ? value.toFixed(6) : String(Math.round(value * 100) / 100);

/** One line of the table: whether it is reached, what was measured and what is asked. */
export const renderFigure = (figure: Figure): string =>
  [
    isReached(figure) ? 'reached' : 'MISSED ',
    figure.what.padEnd(56),
    digits(figure.measured).padStart(9),
    `${figure.atLeast ? '≥' : '≤'} ${figure.reach}`,
  ].join('  ');

/** Whether a line of a bench is a figure that was not reached. */
export const isMissed = (line: string): boolean => line.startsWith('MISSED ');

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** How many times as fast as the other ours was, round by round: the median of the ratios. */
export const speedOver = (other: readonly number[], ours: readonly number[]): number =>
  median(other.map((time, round) => time / (ours[round] ?? Number.NaN)));
