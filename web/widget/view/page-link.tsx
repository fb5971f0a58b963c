import type { MouseEvent, ReactNode } from 'react';
import { pageAddress, type Target } from '../page-address.ts';
import { useWidget } from './widget-context.ts';

interface PageLinkProps {
  readonly target: Target;
  readonly look: 'primary' | 'button' | 'plain';
  readonly label?: string | undefined;
  readonly children: ReactNode;
}

/**
 * A link to a page of the site. Its `href` names the page alone; the session goes into the address only as it is opened,
 * whichever way: by a click, with the middle button or a key held for a new tab, or by Enter.
 */
export const PageLink = ({ target, look, label, children }: PageLinkProps) => {
  const { settings, open } = useWidget();
  const press = (event: MouseEvent): void => {
    event.preventDefault();
    const wantsTab = event.button === 1 || event.ctrlKey || event.metaKey || event.shiftKey;
    open(target, settings.opensTab || wantsTab);
  };
  return (
    <a
      href={pageAddress(settings.api, target).href}
      target={settings.opensTab ? '_blank' : undefined}
      rel="noopener"
      className={look === 'plain' ? 'link' : `button ${look}`}
      part={look === 'plain' ? 'link' : `button ${look}`}
      aria-label={label}
      dir={look === 'plain' ? 'auto' : undefined}
      onClick={press}
      onAuxClick={(event) => event.button === 1 && press(event)}
    >
      {children}
    </a>
  );
};
