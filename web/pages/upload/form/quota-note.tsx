import { memo } from 'react';
import type { CreatorPosting } from '../../../api/operations.ts';
import { useLanguage } from '../../../language/use-language.ts';
import type { Mode } from '../model.ts';
import type { MediaKind } from './fields.ts';
import { useFormWords } from './use-words.ts';

type Quota = CreatorPosting['quota'];

interface LineProps {
  readonly quota: Quota;
  readonly fetchedAt: string;
  readonly now: Date;
}

const minuteMs = 60_000;

/** A post above the minute's number waits for its turn by itself. What was used a minute ago is not used any more. */
const MinuteLine = ({ quota: { submissions }, fetchedAt, now }: LineProps) => {
  const t = useFormWords();
  const { format } = useLanguage();
  const { usedInMinute, limit, freeAt } = submissions;
  const amounts = { used: format.count(usedInMinute), limit: format.count(limit) };
  if (freeAt !== null && new Date(freeAt) > now)
    return <li>{t('quota.minuteFull', { ...amounts, time: format.soon(freeAt, now) })}</li>;
  const isFresh = now.getTime() - Date.parse(fetchedAt) < minuteMs;
  return <li>{isFresh ? t('quota.minute', amounts) : t('quota.minuteLimit', amounts)}</li>;
};

const DraftsLine = ({ quota: { pendingDrafts } }: LineProps) => {
  const t = useFormWords();
  const { format } = useLanguage();
  const { used, limit, freeAt } = pendingDrafts;
  const amounts = { used: format.count(used), limit: format.count(limit) };
  if (used < limit) return <li>{t('quota.drafts', amounts)}</li>;
  return (
    <li>
      {freeAt === null
        ? t('quota.draftsFullSoon', amounts)
        : t('quota.draftsFull', { ...amounts, time: format.moment(freeAt) })}
    </li>
  );
};

const CapLines = ({ quota: { dailyPosts, activeCreators } }: LineProps) => {
  const t = useFormWords();
  const { format } = useLanguage();
  const say = (until: string | null, open: 'dailyOpen' | 'creatorsOpen', known: 'daily' | 'creators') =>
    until === null ? t(`quota.${open}`) : t(`quota.${known}`, { time: format.moment(until) });
  return (
    <>
      {dailyPosts.reached && <li>{say(dailyPosts.until, 'dailyOpen', 'daily')}</li>}
      {activeCreators.reached && <li>{say(activeCreators.until, 'creatorsOpen', 'creators')}</li>}
    </>
  );
};

export interface QuotaNoteProps extends LineProps {
  readonly mode: Mode;
  readonly mediaKind: MediaKind;
}

/** What TikTok's limits leave. Drafts of photos count as posts too, by what TikTok says of its calls (section 5.4). */
export const QuotaNote = memo(({ mode, mediaKind, ...line }: QuotaNoteProps) => {
  const t = useFormWords();
  return (
    <section className="quota" aria-label={t('quota.heading')}>
      <ul className="fine">
        {mode === 'inbox' && <DraftsLine {...line} />}
        <MinuteLine {...line} />
        {(mode === 'direct' || mediaKind === 'photos') && <CapLines {...line} />}
      </ul>
    </section>
  );
});
