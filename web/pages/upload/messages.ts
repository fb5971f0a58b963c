import { english } from './opening.en.ts';
import { french } from './opening.fr.ts';

/** What the upload page says at first. The texts of its parts are loaded with them (`form-texts.ts`, `post-texts.ts`). */
export const catalogues = { en: english, fr: french };
