import { english } from './messages.en.ts';
import { french } from './messages.fr.ts';

/** What the form says. */
export const catalogues = { en: english, fr: french };
