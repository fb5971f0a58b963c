import { QueryClientProvider } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { PictureKeeper } from '../data/picture.ts';
import { openPage } from '../open-page.ts';
import type { Target } from '../page-address.ts';
import type { WidgetSession } from '../session/widget-session.ts';
import type { Settings } from '../settings.ts';
import type { Words } from '../texts/words.ts';
import { ActionsToCome } from './actions.tsx';
import { Content } from './content.tsx';
import { Dashboard, Loading } from './dashboard.tsx';
import { Notice } from './notice.tsx';
import { useTell } from './use-error-event.ts';
import { WidgetContext } from './widget-context.ts';

export interface AppProps {
  readonly element: HTMLElement;
  readonly settings: Settings;
  readonly session: WidgetSession;
  readonly words: Words;
  readonly pictureOf: PictureKeeper['pictureOf'];
}

/** Why there is no session, and what may help. */
const NoSession = ({ session, words }: Pick<AppProps, 'session' | 'words'>) => {
  const state = session.state();
  const isEnd = state.kind === 'ended';
  const text = state.kind === 'refused' ? words.t(`refusals.${state.code}`) : words.t('sessionEndedText');
  const code = state.kind === 'refused' ? state.code : 'session_ended';
  useTell({ code, message: text });
  return (
    <Content>
      <Notice
        title={words.t(isEnd ? 'sessionEnded' : 'sessionRefused')}
        onRetry={session.asks ? session.retry : undefined}
      >
        <p>{text}</p>
      </Notice>
    </Content>
  );
};

/** The widget: what its session may see, or why there is none. */
export const App = ({ element, settings, session, words, pictureOf }: AppProps) => {
  const state = useSyncExternalStore(session.subscribe, session.state);
  const claims = state.kind === 'active' ? state.claims : undefined;
  const picture = claims && pictureOf(session, claims.person);
  const scopes = claims?.scopes ?? [];

  const open = (target: Target, inTab: boolean) => openPage({ element, settings, session }, target, inTab);
  const value = {
    element,
    words,
    settings,
    may: { connect: scopes.includes('connect'), publish: scopes.includes('publish') },
    open,
    now: new Date(),
  };
  return (
    <WidgetContext value={value}>
      <section className="card" part="card" aria-label={words.t('title')} lang={words.language}>
        {/* It stays while all else changes: the place of the focus when what had it is gone. */}
        <h2 part="title" tabIndex={-1}>
          {words.t('title')}
        </h2>
        {state.kind === 'refused' || state.kind === 'ended' ? (
          <NoSession session={session} words={words} />
        ) : picture === undefined ? (
          <Content isBusy actions={<ActionsToCome />}>
            <Loading />
          </Content>
        ) : (
          <QueryClientProvider key={picture.number} client={picture.client}>
            <Dashboard session={session} />
          </QueryClientProvider>
        )}
      </section>
    </WidgetContext>
  );
};
