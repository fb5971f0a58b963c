import { createMount } from './mount.tsx';
import { chooseSession, type TokenSource } from './session/choose-session.ts';
import type { WidgetSession } from './session/widget-session.ts';
import { attributes, readSettings, type Settings } from './settings.ts';
import accounts from './style/accounts.css';
import conditions from './style/conditions.css';
import frame from './style/frame.css';
import parts from './style/parts.css';
import posts from './style/posts.css';
import { themeOf, watchReturn, watchSurroundings } from './surroundings.ts';
import { createWords, type Words } from './texts/words.ts';

const name = 'creator-connect-widget';

/** One for all widgets: it is only read. */
const sharedSheet = new CSSStyleSheet();
sharedSheet.replaceSync([frame, parts, accounts, posts, conditions].join('\n'));

const isFunction = (value: unknown): value is () => Promise<string> => typeof value === 'function';

interface Chosen {
  readonly source: TokenSource;
  /** Who is signed in at the CRM, in a word of its own. */
  readonly user: string | null;
  readonly api: string;
  readonly session: WidgetSession;
}

/**
 * `<creator-connect-widget>`: a dashboard of TikTok accounts and posts on a CRM's page. The README tells its attributes,
 * its property `getToken`, its events and its style properties.
 */
export class CreatorConnectWidget extends HTMLElement {
  static readonly observedAttributes = attributes;

  readonly #place = document.createElement('div');
  readonly #sheet = new CSSStyleSheet();
  readonly #mount = createMount(this.#place);
  #getToken: TokenSource['getToken'];
  #chosen: Chosen | undefined;
  #words: { readonly wishes: string; readonly words: Words } | undefined;
  #stops: readonly (() => void)[] = [];
  #isScheduled = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sharedSheet, this.#sheet];
    this.#place.className = 'frame';
    root.append(this.#place);
  }

  /** Yields a token for the user who looks at the page. Comes before the attribute `token`. */
  get getToken(): TokenSource['getToken'] {
    return this.#getToken;
  }

  set getToken(value: unknown) {
    this.#getToken = isFunction(value) ? value : undefined;
    this.#schedule();
  }

  /** Looks everything up again, with a new token where the CRM can be asked for one. */
  refresh(): void {
    if (!this.isConnected) return;
    this.#update();
    this.#chosen?.session.renew();
    this.#mount.refresh();
  }

  connectedCallback(): void {
    this.#takeEarlyProperty();
    this.#stops = [
      watchSurroundings(() => this.#schedule()),
      watchReturn(() => this.#chosen?.session.retry()),
    ];
    this.#update();
  }

  disconnectedCallback(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#mount.unmount();
    this.#chosen?.session.pause();
  }

  attributeChangedCallback(): void {
    this.#schedule();
  }

  /** What was set before this script was there hides the accessor of its name. */
  #takeEarlyProperty(): void {
    if (!Object.hasOwn(this, 'getToken')) return;
    const value: unknown = Reflect.get(this, 'getToken');
    Reflect.deleteProperty(this, 'getToken');
    this.getToken = value;
  }

  /** Several changes of one turn are one. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#update();
    });
  }

  #update(): void {
    if (!this.isConnected) return;
    const settings = readSettings((attribute) => this.getAttribute(attribute), import.meta.url);
    const scheme = settings.theme === 'auto' ? 'inherit' : settings.theme;
    this.#sheet.replaceSync(`:host{--rows:${settings.limit};color-scheme:${scheme}}`);
    this.#place.dataset['theme'] = themeOf(this, settings.theme);
    const session = this.#chooseSession(settings);
    session.start();
    this.#mount.render({
      element: this,
      settings,
      session,
      words: this.#chooseWords(settings),
    });
  }

  /** Another source of tokens, or another user by what the CRM says, is another session. */
  #chooseSession({ api }: Settings): WidgetSession {
    const user = this.getAttribute('user');
    const source = { getToken: this.#getToken, token: this.getAttribute('token') || undefined };
    const before = this.#chosen;
    const isSame =
      before?.api === api &&
      before.user === user &&
      before.source.getToken === source.getToken &&
      (source.getToken !== undefined || before.source.token === source.token);
    if (isSame) return before.session;
    before?.session.pause();
    const session = chooseSession(source, api);
    this.#chosen = { source, user, api, session };
    return session;
  }

  #chooseWords({ lang }: Settings): Words {
    const wishes = [lang ?? '', document.documentElement.lang, ...navigator.languages];
    const key = wishes.join();
    if (this.#words?.wishes !== key) this.#words = { wishes: key, words: createWords(wishes) };
    return this.#words.words;
  }
}

/** Where two sites are on one page, the first to come defines it; each element names its own site by `api`. */
if (customElements.get(name) === undefined) customElements.define(name, CreatorConnectWidget);
