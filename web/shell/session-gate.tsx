import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { EndText } from './trouble-text.tsx';
import { useSessionState } from './use-session.ts';

/**
 * Shows its children while there is a session. When that ends they stay, out of reach below a sentence that says how to
 * get a new one: nothing that was typed is lost, and a new link in this tab goes on with it.
 */
export const SessionGate = ({ children }: { readonly children: ReactNode }) => {
  const { t } = useTranslation('common');
  const state = useSessionState();
  const notice = useRef<HTMLElement>(null);
  const isOver = state.kind === 'ended';
  useEffect(() => {
    if (isOver) notice.current?.focus();
  }, [isOver]);
  if (state.kind === 'missing')
    return (
      <section className="card statement">
        <h2>{t('missingTitle')}</h2>
        <p>{t('missingText')}</p>
      </section>
    );
  return (
    <>
      {isOver && (
        <section className="card statement" role="alert" tabIndex={-1} ref={notice}>
          <h2>{t('endedTitle')}</h2>
          <EndText trouble={state.trouble} />
        </section>
      )}
      <div className="gated" inert={isOver}>
        {children}
      </div>
    </>
  );
};
