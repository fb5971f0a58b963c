import { type CSSProperties, createElement, useEffect, useLayoutEffect, useRef } from 'react';
import { chooseLanguage } from '../language/choose-language.ts';
import type { OpenDetail } from './open-page.ts';
import { catalogues } from './texts/without-script/messages.ts';
import type { ErrorDetail } from './view/use-error-event.ts';

export type CreatorConnectOpenEvent = CustomEvent<OpenDetail>;
export type CreatorConnectErrorEvent = CustomEvent<ErrorDetail>;

export interface CreatorConnectWidgetProps {
  /** Where the deployment is, such as `https://connect.example.com`. */
  readonly siteUrl: string;
  /** Yields a session token for the user who looks at the page. */
  readonly getToken?: (() => Promise<string>) | undefined;
  /** A session token, in place of `getToken`. */
  readonly token?: string | undefined;
  /** Who is signed in to your page, by any name of yours: another one begins another session at once. */
  readonly user?: string | undefined;
  readonly lang?: string | undefined;
  readonly theme?: 'auto' | 'light' | 'dark' | undefined;
  readonly accountId?: string | undefined;
  readonly limit?: number | undefined;
  readonly returnTo?: string | undefined;
  readonly openIn?: 'tab' | undefined;
  /** Before a hosted page is opened; `event.preventDefault()` leaves that to you. */
  readonly onOpen?: ((event: CreatorConnectOpenEvent) => void) | undefined;
  readonly onError?: ((event: CreatorConnectErrorEvent) => void) | undefined;
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
}

const name = 'creator-connect-widget';
const loading = new Map<string, Promise<unknown>>();

/** Loads the element's script once for the page; a failure is forgotten, so that the next widget tries again. */
const loadElement = (siteUrl: string): Promise<unknown> => {
  if (customElements.get(name) !== undefined) return Promise.resolve();
  const address = new URL('/widget/creator-connect-widget.js', siteUrl).href;
  const known = loading.get(address);
  if (known !== undefined) return known;
  const fresh = import(/* @vite-ignore */ /* webpackIgnore: true */ address);
  loading.set(address, fresh);
  fresh.catch(() => loading.delete(address));
  return fresh;
};

const scriptUnavailable = (lang: string | undefined): CreatorConnectErrorEvent => {
  const language = chooseLanguage([lang ?? '', document.documentElement.lang, ...navigator.languages]);
  return new CustomEvent('creator-connect-error', {
    detail: { code: 'script_unavailable', message: catalogues[language].unavailable },
  });
};

/** On a server there is nothing to lay out, and React warns of the effect. */
const useEffectAtOnce = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** The element's attributes that say the same as the props. */
const attributesOf = (props: CreatorConnectWidgetProps): Readonly<Record<string, string | undefined>> => ({
  api: props.siteUrl,
  token: props.token,
  user: props.user,
  lang: props.lang,
  theme: props.theme,
  'account-id': props.accountId,
  limit: props.limit === undefined ? undefined : String(props.limit),
  'return-to': props.returnTo,
  'open-in': props.openIn,
});

/**
 * The widget as a React component (18 and 19): it renders `<creator-connect-widget>` and loads its script from the site.
 * A new function for `getToken` at each render is no new session; the last one is asked when a token is needed. Another
 * `user` is one.
 */
export const CreatorConnectWidget = (props: CreatorConnectWidgetProps) => {
  const { siteUrl, className, style } = props;
  const ref = useRef<HTMLElement>(null);
  const latest = useRef(props);
  const asks = props.getToken !== undefined;

  // The element asks for a token of another `user` in the same turn: by the function of the same render.
  useEffectAtOnce(() => {
    latest.current = props;
  });

  useEffectAtOnce(() => {
    const element = ref.current;
    if (element === null) return;
    // Before the script is there this is a plain property, which the element takes up.
    const getToken = () => latest.current.getToken?.() ?? Promise.reject(new Error('No getToken.'));
    Reflect.set(element, 'getToken', asks ? getToken : undefined);
  }, [asks]);

  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const onOpen = (event: Event) => latest.current.onOpen?.(event as CreatorConnectOpenEvent);
    const onError = (event: Event) => latest.current.onError?.(event as CreatorConnectErrorEvent);
    element.addEventListener('creator-connect-open', onOpen);
    element.addEventListener('creator-connect-error', onError);
    return () => {
      element.removeEventListener('creator-connect-open', onOpen);
      element.removeEventListener('creator-connect-error', onError);
    };
  }, []);

  useEffect(() => {
    let isGone = false;
    loadElement(siteUrl).catch(() => {
      if (!isGone) latest.current.onError?.(scriptUnavailable(latest.current.lang));
    });
    return () => {
      isGone = true;
    };
  }, [siteUrl]);

  // React 18 knows no `className` of an element that is not its own.
  return createElement(name, { ...attributesOf(props), ref, class: className, style });
};
