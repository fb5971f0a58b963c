import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { explain } from '../texts/explain.ts';
import { useWidget } from './widget-context.ts';

interface RetryProps {
  readonly onRetry: () => void;
  readonly isBusy?: boolean | undefined;
}

/** Tries again. When that has made it superfluous, the focus goes to the widget's heading and not astray. */
export const Retry = ({ onRetry, isBusy = false }: RetryProps) => {
  const { words } = useWidget();
  const ref = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const button = ref.current;
    return () => {
      const root = button?.getRootNode();
      if (!(root instanceof ShadowRoot) || root.activeElement !== button) return;
      root.querySelector<HTMLElement>('h2')?.focus();
    };
  }, []);
  return (
    <button
      ref={ref}
      type="button"
      className="button"
      part="button retry"
      aria-busy={isBusy}
      onClick={onRetry}
    >
      {words.t('retry')}
    </button>
  );
};

interface NoticeProps {
  readonly title: string;
  readonly onRetry?: (() => void) | undefined;
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}

/** Something that went wrong, told at once to whoever cannot see it. */
export const Notice = ({ title, onRetry, isBusy, children }: NoticeProps) => (
  <div className="notice" part="notice" role="alert">
    <p className="strong">{title}</p>
    {children}
    {onRetry !== undefined && <Retry onRetry={onRetry} isBusy={isBusy} />}
  </div>
);

interface FailureProps {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** It is looked up again right now. */
  readonly isBusy: boolean;
}

/** A call that failed: our sentence, the API's own where we have none, and the id under which the operator finds it. */
export const Failure = ({ title, error, onRetry, isBusy }: FailureProps) => {
  const { t } = useWidget().words;
  const { said, told, requestId } = explain(error);
  return (
    <Notice title={title} onRetry={onRetry} isBusy={isBusy}>
      {said !== undefined && <p>{t(`troubles.${said}`)}</p>}
      {told !== undefined && <p lang="en">{told}</p>}
      {requestId !== undefined && <p className="fine">{t('requestId', { id: requestId })}</p>}
    </Notice>
  );
};
