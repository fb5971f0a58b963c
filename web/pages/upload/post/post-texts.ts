import { addTexts } from '../../../language/add-texts.ts';
import { catalogues as post } from './messages.ts';

/** Makes known what the view of a post says, and the list of the latest. */
export const addPostTexts = (): void => addTexts('upload', { en: { post: post.en }, fr: { post: post.fr } });
