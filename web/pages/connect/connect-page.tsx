import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../shell/page-frame.tsx';
import { SessionGate } from '../../shell/session-gate.tsx';
import { useClaims } from '../../shell/use-session.ts';
import { AccountsView } from './accounts-view.tsx';
import { hasEnded } from './call-failures.ts';
import type { RedirectResult } from './redirect-result.ts';
import { ToldNotice } from './told-notice.tsx';
import { useAccounts } from './use-accounts.ts';
import { useConnect } from './use-connect.ts';
import { useDisconnectQuestion } from './use-disconnect-question.tsx';
import { useRedirectResult, useTold } from './use-told.ts';

/** Back from TikTok by the browser's own button, the page may be as it was left. */
const useReturn = (comeBack: () => void): void => {
  const latest = useRef(comeBack);
  useEffect(() => {
    latest.current = comeBack;
  });
  useEffect(() => {
    const listen = ({ persisted }: PageTransitionEvent) => persisted && latest.current();
    addEventListener('pageshow', listen);
    return () => removeEventListener('pageshow', listen);
  }, []);
};

export interface ConnectPageProps {
  /** What the way through TikTok ended with, when that led here. */
  readonly result: RedirectResult | undefined;
}

/** Whose accounts are connected, and how they stand; connects, connects again, disconnects. */
export const ConnectPage = ({ result }: ConnectPageProps) => {
  const { t } = useTranslation('connect');
  const claims = useClaims();
  const accounts = useAccounts();
  const { notice, tell } = useTold();
  const connecting = useConnect((error) => {
    if (!hasEnded(error)) tell({ tone: 'bad', text: 'connectFailed', error });
  });
  const mayChange = claims?.scopes.includes('connect') === true;
  const question = useDisconnectQuestion(tell, mayChange && (accounts.data?.length ?? 0) > 0);
  useRedirectResult(result, accounts, tell);
  useReturn(() => {
    connecting.release();
    void accounts.refetch();
  });
  const connect = (meantId?: string): void => {
    tell(undefined);
    connecting.connect(meantId);
  };
  const actions = mayChange
    ? { connect, isOpening: connecting.isOpening, disconnect: question.ask }
    : undefined;
  return (
    <PageFrame heading={t('heading')} intro={t('intro')}>
      <SessionGate>
        <div className="content">
          <ToldNotice notice={notice} />
          <AccountsView query={accounts} actions={actions} />
        </div>
        {question.dialog}
      </SessionGate>
    </PageFrame>
  );
};
