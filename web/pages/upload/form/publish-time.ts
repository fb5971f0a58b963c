/** The moment that the text of a `datetime-local` input names in the browser's time zone; undefined for none. */
export const readLocalTime = (text: string): Date | undefined => {
  if (!/^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
};

const twoDigits = (amount: number): string => String(amount).padStart(2, '0');

/** A moment as a `datetime-local` input takes it, to the minute. */
export const writeLocalTime = (time: Date): string => {
  const day = [
    String(time.getFullYear()).padStart(4, '0'),
    twoDigits(time.getMonth() + 1),
    twoDigits(time.getDate()),
  ];
  return `${day.join('-')}T${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
};

/** What the browser's time zone is called then: it may be summer time by that day. */
export const nameTimeZone = (time: Date, locale: string): string => {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'long' }).formatToParts(time);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
};
