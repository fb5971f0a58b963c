import type { Language } from '../../language/choose-language.ts';
import { english, type Messages } from './messages.en.ts';
import { french } from './messages.fr.ts';

/** What the widget says. */
export const catalogues: Readonly<Record<Language, Messages>> = { en: english, fr: french };
