import type { AccountStatus } from '../../api/operations.ts';
import type { Key } from '../texts/words.ts';
import { useWidget } from './widget-context.ts';

interface QuotaLineProps {
  readonly quota: AccountStatus['quota'];
}

/** More are no picture any more. */
const dotsMax = 10;

/** What TikTok's limits leave an account: a cap that is reached, else the places for drafts. */
export const QuotaLine = ({ quota }: QuotaLineProps) => {
  const { words, now } = useWidget();
  const { pendingDrafts, dailyPosts, activeCreators } = quota;
  const caps: readonly (readonly [AccountStatus['quota']['dailyPosts'], Key, Key])[] = [
    [dailyPosts, 'dailyReached', 'dailyReachedOpen'],
    [activeCreators, 'creatorsReached', 'creatorsReachedOpen'],
  ];
  const { used, limit, freeAt } = pendingDrafts;
  const numbers = { used: words.format.count(used), limit: words.format.count(limit) };
  return (
    <>
      {caps
        .filter(([cap]) => cap.reached)
        .map(([cap, until, open]) => (
          <p key={until} className="fine warn-text">
            {cap.until === null ? words.t(open) : words.t(until, { time: words.when(cap.until, now) })}
          </p>
        ))}
      <p className="fine drafts" part="quota">
        {limit <= dotsMax && (
          <span className="dots" aria-hidden="true">
            {Array.from({ length: limit }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the places have nothing but their order.
              <i key={index} className={index < used ? 'used' : ''} />
            ))}
          </span>
        )}
        <span>
          {freeAt === null
            ? words.t('drafts', numbers)
            : words.t('draftFree', { ...numbers, time: words.when(freeAt, now) })}
        </span>
      </p>
    </>
  );
};
