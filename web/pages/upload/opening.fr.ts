import { french as page } from './desk/messages.fr.ts';
import type { english } from './opening.en.ts';

export const french: typeof english = {
  title: 'Publier sur TikTok · Creator Connect',
  heading: 'Publier sur TikTok',
  intro:
    'Choisissez ce qui sera publié et qui pourra le voir. Rien ne part chez TikTok avant que vous n’appuyiez sur le bouton.',
  page,
};
