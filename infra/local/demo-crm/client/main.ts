// The page of the demo CRM. What a real CRM would copy is in place-widget.ts and ask-session.ts, and of its server in
// open-session.ts; the rest is the look of this page.
import { findUser } from '../users.ts';
import { askAddress, askToken, NoSession } from './ask-session.ts';
import { type Choices, keepChoices, readChoices, themes } from './choices.ts';
import { isLanguage, withRegion } from './language.ts';
import { nameAccount } from './name-account.ts';
import { showTexts, type TextKey, type TextValues, type Told } from './page-texts.ts';
import { changeWidget, placeWidget, type WidgetWish, whenWidgetIsThere } from './place-widget.ts';
import { failureKey, type ReturnResult, readReturnResult } from './return-result.ts';

const find = <E extends HTMLElement>(selector: string, kind: new () => E): E => {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`The page has no ${selector}.`);
  return found;
};

const siteUrl = document.documentElement.dataset['site'] ?? '';
const place = find('#widget', HTMLElement);
const languageChoice = find('#language', HTMLSelectElement);
const themeChoice = find('#theme', HTMLSelectElement);
const userChoices = [...document.querySelectorAll<HTMLInputElement>('input[name=user]')];
const buttons = { connect: find('#connect', HTMLButtonElement), upload: find('#upload', HTMLButtonElement) };

let choices = readChoices();
let told: Told | undefined;

const render = (): void => {
  languageChoice.value = choices.language;
  themeChoice.value = choices.theme;
  document.documentElement.dataset['theme'] = choices.theme;
  for (const radio of userChoices) radio.checked = radio.value === choices.user.id;
  showTexts(choices, siteUrl, told);
};

const tell = (region: Told['region'], key: TextKey, values: TextValues = {}): void => {
  told = { region, key, values };
  render();
};

const wish = (): WidgetWish => ({
  user: choices.user.id,
  language: withRegion(choices.language, navigator.languages),
  theme: choices.theme,
});

const choose = (change: Partial<Choices>): void => {
  const isOtherUser = change.user !== undefined && change.user !== choices.user;
  choices = { ...choices, ...change };
  // What was told of one user is nothing to another.
  if (isOtherUser) told = undefined;
  keepChoices(choices);
  render();
  changeWidget(place, wish());
};

/** As a CRM opens a hosted page: its server makes the address, and the browser goes there. */
const open = async (page: 'connect' | 'upload'): Promise<void> => {
  const button = buttons[page];
  if (button.getAttribute('aria-disabled') === 'true') return;
  told = undefined;
  setBusy(button, true);
  try {
    location.assign(await askAddress(choices.user.id, page));
  } catch (error) {
    setBusy(button, false);
    if (!(error instanceof NoSession)) throw error;
    tell('trouble', error.key, error.values);
  }
};

const setBusy = (button: HTMLButtonElement, isBusy: boolean): void => {
  button.setAttribute('aria-disabled', String(isBusy));
  button.dataset['text'] = isBusy ? 'opening' : button.id;
  render();
};

const tellResult = async (result: ReturnResult): Promise<void> => {
  if (result.kind === 'failed') return tell('trouble', failureKey(result.code), { code: result.code });
  const user = choices.user.id;
  const account = await askToken(user)
    .then((token) => nameAccount(siteUrl, token, result.accountId))
    .catch(() => undefined);
  if (choices.user.id !== user) return;
  if (account === undefined) tell('done', 'connectedUnconfirmed');
  else tell('done', 'connected', { account });
};

const start = async (): Promise<void> => {
  const returned = readReturnResult(location.href);
  if (returned !== undefined) history.replaceState(null, '', returned.cleanAddress);
  render();
  if (returned !== undefined) void tellResult(returned.result);
  try {
    await whenWidgetIsThere(find('#widget-script', HTMLScriptElement));
    placeWidget(place, wish);
  } catch {
    find('#widget-loading', HTMLElement).hidden = true;
    find('#widget-missing', HTMLElement).hidden = false;
  }
};

for (const radio of userChoices)
  radio.addEventListener('change', () => choose({ user: findUser(radio.value) ?? choices.user }));
languageChoice.addEventListener('change', () => {
  if (isLanguage(languageChoice.value)) choose({ language: languageChoice.value });
});
themeChoice.addEventListener('change', () => {
  choose({ theme: themes.find((theme) => theme === themeChoice.value) ?? 'auto' });
});
buttons.connect.addEventListener('click', () => void open('connect'));
buttons.upload.addEventListener('click', () => void open('upload'));
find('#reload', HTMLButtonElement).addEventListener('click', () => location.reload());
// Back from a hosted page by the browser's own button: the page is as it was left, with a button that waits.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) for (const button of Object.values(buttons)) setBusy(button, false);
});

void start();
