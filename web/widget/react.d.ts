import type { CSSProperties, ReactElement } from 'react';

/** Detail of `creator-connect-open`: a page of the site is about to be opened. */
export interface OpenDetail {
  readonly page: 'connect' | 'upload';
  readonly postId?: string;
  /** With the session in its fragment: to be opened, not to be kept. */
  readonly url: string;
}

/** Detail of `creator-connect-error`. */
export interface ErrorDetail {
  /** The problem's code, or a word of the widget's own. */
  readonly code: string;
  /** A sentence in the reader's language, or the API's own. */
  readonly message: string;
  readonly status?: number;
  readonly requestId?: string;
}

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

/** The widget as a React component (18 and 19). It loads the element's script from `siteUrl`, once for the page. */
export declare const CreatorConnectWidget: (props: CreatorConnectWidgetProps) => ReactElement;
