import type { ReactNode } from 'react';
import { useWidget } from './widget-context.ts';

interface ContentProps {
  readonly actions?: ReactNode;
  readonly foot?: ReactNode;
  readonly isBusy?: boolean;
  readonly children: ReactNode;
}

/** What stands under the heading in each state of the widget. */
export const Content = ({ actions, foot, isBusy = false, children }: ContentProps) => {
  const { may } = useWidget();
  return (
    <>
      <div className="actions" part="actions">
        {actions}
      </div>
      {/* Whoever has no link in it to go to can still scroll it by keyboard. */}
      <div className="body" part="body" aria-busy={isBusy} tabIndex={may.publish ? undefined : 0}>
        {children}
      </div>
      {foot ?? <footer className="foot fine" part="footer" />}
    </>
  );
};
