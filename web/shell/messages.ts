import { english } from './messages.en.ts';
import { french } from './messages.fr.ts';

/** What every React page says. */
export const catalogues = { en: english, fr: french };
