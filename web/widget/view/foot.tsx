import { Retry } from './notice.tsx';
import { useWidget } from './widget-context.ts';

interface FootProps {
  /** When what is shown was last looked up; 0 when nothing is there. */
  readonly updatedAtMs: number;
  readonly isStale: boolean;
  readonly isOffline: boolean;
  readonly onRetry: () => void;
}

/** How fresh it is. What cannot be brought up to date is said to those who cannot see it as well. */
export const Foot = ({ updatedAtMs, isStale, isOffline, onRetry }: FootProps) => {
  const { words, now } = useWidget();
  const time = updatedAtMs === 0 ? '' : words.when(new Date(updatedAtMs).toISOString(), now);
  const trouble = isOffline ? 'offline' : isStale ? 'stale' : undefined;
  return (
    <footer className="foot fine" part="footer">
      <span role="status">{trouble !== undefined && time !== '' && words.t(trouble, { time })}</span>
      {trouble === undefined && time !== '' && <span>{words.t('updated', { time })}</span>}
      {trouble === 'stale' && time !== '' && <Retry onRetry={onRetry} />}
    </footer>
  );
};
