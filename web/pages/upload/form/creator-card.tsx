import { memo } from 'react';
import { Button } from 'react-aria-components/Button';
import type { CreatorPosting } from '../../../api/operations.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { Avatar } from '../../../shell/avatar.tsx';
import { PartMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import type { FormMessages } from './messages.en.ts';
import { useFormWords } from './use-words.ts';

/** How an account is named where TikTok told its reason for refusing, and nothing of the creator. */
export interface KnownAccount {
  readonly displayName: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
  readonly scopes: readonly string[];
}

type ReasonCode = keyof FormMessages['creator']['reasons'];

const reasonCodes: readonly string[] = [
  'spam_risk_too_many_posts',
  'spam_risk_user_banned_from_posting',
  'reached_active_user_cap',
  'account_scope_missing',
] satisfies ReasonCode[];

const isReasonCode = (code: string | null): code is ReasonCode => code !== null && reasonCodes.includes(code);

interface LookAgain {
  readonly onLookAgain: (() => void) | undefined;
  readonly isLooking: boolean;
}

/** Why nothing can be posted now, when it can be tried again, and what can be done meanwhile (points 1 and 3). */
const Closed = ({ creator, onLookAgain, isLooking }: LookAgain & { readonly creator: CreatorPosting }) => {
  const t = useFormWords();
  const { format } = useLanguage();
  const { code, reason, canPostAt } = creator;
  // Nothing but the creator's own permission ends this one.
  const isForDrafts = code === 'account_scope_missing';
  const isBanned = code === 'spam_risk_user_banned_from_posting';
  const canSchedule = creator.creator !== null && canPostAt !== null;
  const title = t(isForDrafts ? 'creator.draftsTitle' : 'creator.closedTitle');
  const later =
    canPostAt === null
      ? t('creator.closedTryLater')
      : t('creator.closedUntil', { time: format.moment(canPostAt) });
  return (
    <section className="notice warn closed-creator" aria-label={title}>
      <p>
        <strong>{title}</strong>
      </p>
      {isReasonCode(code) ? (
        <p>{t(`creator.reasons.${code}`)}</p>
      ) : (
        reason !== null && <p lang="en">{reason}</p>
      )}
      <p>
        {!isForDrafts && `${later} `}
        {!isBanned && t(canSchedule ? 'creator.closedWays' : 'creator.closedDraft')}
      </p>
      {onLookAgain !== undefined && !isForDrafts && (
        <Button className="button" onPress={onLookAgain} isPending={isLooking}>
          {t('creator.lookAgain')}
        </Button>
      )}
    </section>
  );
};

export interface CreatorCardProps extends LookAgain, FieldWords {
  readonly creator: CreatorPosting;
  readonly account: KnownAccount | undefined;
}

/** Whose profile the post goes to: TikTok wants the nickname shown on the form (tiktok-api.md section 9, point 2). */
export const CreatorCard = memo(({ creator, account, own, api, ...lookAgain }: CreatorCardProps) => {
  const t = useFormWords();
  const { nickname, username, avatarUrl } = creator.creator ?? {
    nickname: account?.displayName ?? null,
    username: account?.username ?? null,
    avatarUrl: account?.avatarUrl ?? null,
  };
  const name = nickname ?? username ?? 'TikTok';
  return (
    <section
      className="card form-part creator"
      data-field="account"
      tabIndex={-1}
      aria-labelledby="form-creator"
      {...(isWrong({ own, api }) ? { 'aria-describedby': 'form-creator-error' } : {})}
    >
      <h2 className="visually-hidden" id="form-creator">
        {t('creator.heading')}
      </h2>
      <div className="person">
        <Avatar url={avatarUrl} name={name} />
        <div>
          <p className="fine">{t('creator.postsAs')}</p>
          <p className="nickname">{name}</p>
          {username !== null && <p className="soft handle">@{username}</p>}
        </div>
      </div>
      {!creator.canPostNow && <Closed creator={creator} {...lookAgain} />}
      <PartMessage id="form-creator-error" own={own} api={api} />
    </section>
  );
});
