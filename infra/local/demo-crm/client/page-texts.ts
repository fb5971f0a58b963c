import { crmUsers } from '../users.ts';
import type { Choices } from './choices.ts';
import { fillText } from './fill-text.ts';
import { catalogues, type Messages } from './messages.ts';

export type TextKey = keyof Messages;
export type TextValues = Readonly<Record<string, string>>;

/** What a live region says: kept as a key, so that it can be said in another language. */
export interface Told {
  readonly region: 'done' | 'trouble';
  readonly key: TextKey;
  readonly values: TextValues;
}

const isKey = (key: string | undefined): key is TextKey => key !== undefined && key in catalogues.en;

/** Says everything on the page in the language that was chosen: what is marked with `data-text`, and the live regions. */
export const showTexts = ({ language, user }: Choices, siteUrl: string, told: Told | undefined): void => {
  const other = crmUsers.find(({ id }) => id !== user.id)?.name ?? '';
  const say = (key: TextKey, values: TextValues = {}): string =>
    fillText(catalogues[language][key], { user: user.name, other, site: siteUrl, ...values });
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    const key = element.dataset['text'];
    if (isKey(key)) write(element, say(key));
  }
  for (const region of ['done', 'trouble'] as const) {
    const element = document.getElementById(region);
    if (element !== null) write(element, told?.region === region ? sentences(say, told) : '');
  }
};

const sentences = (say: (key: TextKey, values: TextValues) => string, { key, values }: Told): string =>
  values['id'] === undefined ? say(key, values) : `${say(key, values)} ${say('requestId', values)}`;

/** Only what changed: a live region that is written again is read out again. */
const write = (element: HTMLElement, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};
