import { type RefObject, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../../../api/api-error.ts';
import { useLanguage } from '../../../language/use-language.ts';
import { FailureText } from '../../../shell/failure.tsx';
import { isKeyGood, type PendingPost, type Submission } from '../sending/submission.ts';
import { ConfirmButton } from './confirm-button.tsx';

export interface LeftOpenProps {
  readonly pending: PendingPost;
  readonly state: Submission;
  /** Whether it was given up just now, and the form is in reach again. */
  readonly takesFocus?: boolean;
  readonly onAskAgain: (pending: PendingPost) => void;
  readonly onDiscard: (pending: PendingPost) => void;
}

const nameOf = ({ body, fileName }: PendingPost): string | undefined =>
  [body.post?.title?.slice(0, 80), fileName].filter(Boolean).join(' · ') || undefined;

/** A post whose answer never came, of this visit or an earlier one, with what can be done about it. */
export const LeftOpenPost = (props: LeftOpenProps) => {
  const { pending, state, takesFocus = false, onAskAgain, onDiscard } = props;
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) place.current?.focus();
  }, [takesFocus]);
  const isBusy = state.kind === 'asking' || state.kind === 'waiting';
  const what = nameOf(pending);
  const canAsk = isKeyGood(pending, Date.now());
  return (
    <section className="notice warn sending-notice" role="alert" tabIndex={-1} ref={place}>
      <h2>{t('page.sending.unansweredTitle')}</h2>
      <p>{t('page.sending.unanswered', { time: format.moment(new Date(pending.pressedAt)) })}</p>
      {what !== undefined && <p>{t('page.sending.what', { what })}</p>}
      {state.kind === 'unanswered' && state.pending.key === pending.key && (
        <FailureText error={state.error} />
      )}
      {!canAsk && <p>{t('page.sending.expired')}</p>}
      <div className="actions">
        {canAsk && (
          <Button className="button primary" isDisabled={isBusy} onPress={() => onAskAgain(pending)}>
            {t('page.sending.askAgain')}
          </Button>
        )}
        <ConfirmButton
          label={t('page.sending.discard')}
          title={t('page.sending.discardTitle')}
          text={t('page.sending.discardText')}
          keepLabel={t('page.sending.keep')}
          onConfirm={() => onDiscard(pending)}
        />
      </div>
    </section>
  );
};

/** Says that an answer was lost and is being asked for again. It takes the focus: the form is out of reach meanwhile. */
const AskingNotice = () => {
  const { t } = useTranslation('upload');
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <section className="notice warn sending-notice" role="alert" tabIndex={-1} ref={place}>
      <h2>{t('page.sending.askingTitle')}</h2>
      <p>{t('page.sending.asking')}</p>
    </section>
  );
};

export interface SendingStatusProps {
  readonly state: Submission;
  /** The form that stands above. */
  readonly form: RefObject<HTMLElement | null>;
  readonly onAskAgain: (pending: PendingPost) => void;
  readonly onDiscard: (pending: PendingPost) => void;
}

/** What there is to say of the press of the button, right below it, while there is no answer, or one that says to wait. */
export const SendingStatus = ({ state, form, onAskAgain, onDiscard }: SendingStatusProps) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const isLost = state.kind === 'waiting' || (state.kind === 'asking' && state.wasLost);
  const wasLost = useRef(false);
  useEffect(() => {
    // The notice that had the focus is gone, and none has come in its place.
    if (wasLost.current && !isLost && state.kind === 'idle') form.current?.focus();
    wasLost.current = isLost;
  }, [isLost, state.kind, form]);
  if (isLost) return <AskingNotice />;
  if (state.kind === 'unanswered')
    return (
      <LeftOpenPost
        pending={state.pending}
        state={state}
        takesFocus
        onAskAgain={onAskAgain}
        onDiscard={onDiscard}
      />
    );
  if (state.kind !== 'idle' || state.refusedAt === undefined) return null;
  const waitSeconds = troubleOf(state.refusal)?.retryAfterSeconds;
  if (waitSeconds === undefined) return null;
  const time = format.soon(new Date(state.refusedAt + waitSeconds * 1_000), new Date());
  return (
    <p className="notice plain" role="status">
      {t('page.sending.again', { time })}
    </p>
  );
};
