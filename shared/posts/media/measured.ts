/** A figure worked out of a file, to the thousandth; null for one that cannot be, such as one divided by nothing. */
export const measured = (value: number): number | null =>
  Number.isFinite(value) && value > 0 ? Math.round(value * 1000) / 1000 : null;
