import { askToken } from './ask-session.ts';

export interface WidgetWish {
  readonly user: string;
  readonly language: string;
  readonly theme: string;
}

const tag = 'creator-connect-widget';

/** Resolves when the widget's script has come, and rejects when it does not. */
export const whenWidgetIsThere = (script: HTMLElement): Promise<unknown> =>
  Promise.race([
    customElements.whenDefined(tag),
    new Promise((_, reject) =>
      script.addEventListener('error', () => reject(new Error('The script of the widget did not come.')), {
        once: true,
      }),
    ),
  ]);

/**
 * Places the widget for one user. These are the lines that a CRM copies: an element, and the function by which it gets
 * a token of the user who is signed in, now and whenever it needs a new one.
 */
export const placeWidget = (place: HTMLElement, { user, language, theme }: WidgetWish): void => {
  const widget = Object.assign(document.createElement(tag), { getToken: () => askToken(user) });
  widget.setAttribute('lang', language);
  widget.setAttribute('theme', theme);
  widget.setAttribute('return-to', `${location.origin}/?user=${user}`);
  // Another user has another element, so nothing of the first is left in it.
  place.replaceChildren(widget);
};

/** The same for the same user in another language or appearance. */
export const restyleWidget = (place: HTMLElement, { language, theme }: WidgetWish): void => {
  const widget = place.querySelector(tag);
  widget?.setAttribute('lang', language);
  widget?.setAttribute('theme', theme);
};
