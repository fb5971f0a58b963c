import { english } from './messages.en.ts';
import { french } from './messages.fr.ts';

export type { Messages } from './messages.en.ts';

/** Every text of the connect page. */
export const catalogues = { en: english, fr: french };
