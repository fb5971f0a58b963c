import { english } from './messages.en.ts';
import { french } from './messages.fr.ts';

/** What the view of a post says, and the list of the latest. */
export const catalogues = { en: english, fr: french };
