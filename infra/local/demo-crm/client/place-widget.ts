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
 * Places the widget. These are the lines that a CRM copies: an element, and the function by which it gets a token of the
 * user who is signed in by then, at first and whenever it needs a new one.
 */
export const placeWidget = (place: HTMLElement, wish: () => WidgetWish): void => {
  const widget = Object.assign(document.createElement(tag), { getToken: () => askToken(wish().user) });
  dress(widget, wish());
  place.replaceChildren(widget);
};

/** The same for another user, or in another language or appearance. */
export const changeWidget = (place: HTMLElement, wish: WidgetWish): void => {
  const widget = place.querySelector<HTMLElement>(tag);
  if (widget !== null) dress(widget, wish);
};

const dress = (widget: HTMLElement, { user, language, theme }: WidgetWish): void => {
  // Another user is another session: at once nothing of the one before is shown, and a new token is asked for.
  widget.setAttribute('user', user);
  widget.setAttribute('lang', language);
  widget.setAttribute('theme', theme);
  widget.setAttribute('return-to', `${location.origin}/?user=${user}`);
};
