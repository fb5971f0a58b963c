export const languages = ['en', 'fr'] as const;
export type Language = (typeof languages)[number];

export const isLanguage = (word: unknown): word is Language => languages.some((one) => one === word);

/** The first of the wishes that the page speaks, such as `fr-CA` or `en;q=0.8`; English when it speaks none. */
export const chooseLanguage = (wishes: readonly string[]): Language =>
  wishes.map((wish) => wish.trim().toLowerCase().split(/[-;]/)[0]).find(isLanguage) ?? 'en';

/** The language with the region that somebody's browser names, which says how dates are written there. */
export const withRegion = (language: Language, wishes: readonly string[]): string =>
  wishes.find((wish) => wish.toLowerCase().startsWith(`${language}-`)) ?? language;

/** The same of a header `Accept-Language`, which lists the best first. */
export const preferredLanguage = (acceptLanguage: string): Language =>
  chooseLanguage(acceptLanguage.split(','));
