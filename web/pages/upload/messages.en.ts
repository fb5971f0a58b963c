import { english as form } from './form/messages.en.ts';
import { english as media } from './media/messages.en.ts';
import { english as opening } from './opening.en.ts';
import { english as post } from './post/messages.en.ts';

/** All that the page says; `opening` comes with the page, the rest with the parts that say it. */
export const english = { ...opening, form, media, post };

export type Messages = typeof english;
