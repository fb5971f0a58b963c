/** What words a moment, an amount or a size as the people of a locale (BCP 47) write it. */
export interface Format {
  /** Day and time: `23 November 2026 at 14:05`. */
  readonly moment: (time: string | Date) => string;
  readonly day: (time: string | Date) => string;
  /** The time of a day within the next hours, with the day when it is another. */
  readonly soon: (time: string | Date, now: Date) => string;
  readonly count: (amount: number) => string;
  readonly percent: (share: number) => string;
  /** In the unit of `wholeBytes`, where it is a part of that: `0 MB` of `66 MB`. */
  readonly bytes: (sizeBytes: number, wholeBytes?: number) => string;
  readonly duration: (seconds: number) => string;
  /** `Comment, Duet and Stitch`. */
  readonly list: (words: readonly string[]) => string;
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Powers of 1000, as storage is sold and files are listed; what would be rounded to 1,000 of a unit is one of the next. */
const scaleBytes = (sizeBytes: number, wholeBytes: number) => {
  const digits = Math.log10(Math.max(wholeBytes, 1) * 1.0005);
  const power = Math.min(units.length - 1, Math.floor(digits / 3));
  return { value: sizeBytes / 1000 ** power, unit: units[power] ?? 'byte' };
};

const isSameDay = (one: Date, other: Date): boolean => one.toDateString() === other.toDateString();

/** The words of a locale. */
export const createFormat = (locale: string): Format => {
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const count = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  return {
    moment: (time) => moment.format(new Date(time)),
    day: (time) => day.format(new Date(time)),
    soon: (time, now) => (isSameDay(new Date(time), now) ? clock : moment).format(new Date(time)),
    count: (amount) => count.format(amount),
    percent: (share) => percent.format(share),
    bytes: (sizeBytes, wholeBytes = sizeBytes) => {
      const { value, unit } = scaleBytes(sizeBytes, wholeBytes);
      const digits = value < 100 && unit !== 'byte' ? 1 : 0;
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'byte' ? 'long' : 'short',
        maximumFractionDigits: digits,
      }).format(value);
    },
    list: (words) => new Intl.ListFormat(locale).format(words),
    duration: (seconds) => {
      const whole = Math.round(seconds);
      const parts = [
        [Math.floor(whole / 3_600), 'hour'],
        [Math.floor(whole / 60) % 60, 'minute'],
        [whole % 60, 'second'],
      ] as const;
      const words = parts
        .filter(([amount, unit]) => amount > 0 || (unit === 'second' && whole < 60))
        .map(([amount, unit]) =>
          new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(amount),
        );
      return words.join(' ');
    },
  };
};
