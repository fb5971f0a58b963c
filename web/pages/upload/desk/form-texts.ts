import { addTexts } from '../../../language/add-texts.ts';
import { catalogues as form } from '../form/messages.ts';
import { catalogues as media } from '../media/messages.ts';

/** Makes known what the form and its media say. */
export const addFormTexts = (): void =>
  addTexts('upload', { en: { form: form.en, media: media.en }, fr: { form: form.fr, media: media.fr } });
