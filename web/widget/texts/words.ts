import { chooseLanguage, type Language, regionalTag } from '../../language/choose-language.ts';
import { createFormat, type Format } from '../../language/format.ts';
import type { Messages } from './messages.en.ts';
import { catalogues } from './messages.ts';
import { createTranslate } from './translate.ts';

/** A text's key, with those of a group behind a point, and plurals without their ending. */
type KeysOf<M, Prefix extends string = ''> = {
  [K in keyof M & string]: M[K] extends string
    ? `${Prefix}${K extends `${infer Word}_one` | `${infer Word}_other` ? Word : K}`
    : KeysOf<M[K], `${K}.`>;
}[keyof M & string];
export type Key = KeysOf<Messages>;

/** What the widget says and how it writes moments and amounts, in the language of a reader. */
export interface Words {
  readonly language: Language;
  readonly t: (key: Key, values?: Readonly<Record<string, string | number>>) => string;
  readonly format: Format;
  /** A moment in few characters: the time of today, else with the day, else with the year. */
  readonly when: (time: string, now: Date) => string;
}

const whenOf = (locale: string): Words['when'] => {
  const clock = { hour: 'numeric', minute: '2-digit' } as const;
  const day = { day: 'numeric', month: 'short' } as const;
  const today = new Intl.DateTimeFormat(locale, clock);
  const thisYear = new Intl.DateTimeFormat(locale, { ...day, ...clock });
  const other = new Intl.DateTimeFormat(locale, { ...day, year: 'numeric' });
  return (time, now) => {
    const date = new Date(time);
    if (date.toDateString() === now.toDateString()) return today.format(date);
    return (date.getFullYear() === now.getFullYear() ? thisYear : other).format(date);
  };
};

/** The words for the first of the wishes (BCP 47 tags, best first) that we speak; else English. */
export const createWords = (wishes: readonly string[]): Words => {
  const language = chooseLanguage(wishes);
  // A page that is merely `en` is written for all of them; the reader's own region says how dates look.
  const withRegion = wishes.filter((wish) => wish.includes('-'));
  const locale = regionalTag([...withRegion, ...wishes], language);
  return {
    language,
    t: createTranslate(catalogues[language], language),
    format: createFormat(locale),
    when: whenOf(locale),
  };
};
