import { french as form } from './form/messages.fr.ts';
import { french as media } from './media/messages.fr.ts';
import type { Messages } from './messages.en.ts';
import { french as opening } from './opening.fr.ts';
import { french as post } from './post/messages.fr.ts';

export const french: Messages = { ...opening, form, media, post };
