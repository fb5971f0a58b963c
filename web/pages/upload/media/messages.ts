import { english } from './messages.en.ts';
import { french } from './messages.fr.ts';

/** What the choice of media says, and what is wrong with them. */
export const catalogues = { en: english, fr: french };
