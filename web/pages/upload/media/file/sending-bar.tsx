import { useEffect, useRef, useState } from 'react';
import { Label } from 'react-aria-components/Label';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../language/use-language.ts';
import { useOnline } from '../../../../shell/offline-banner.tsx';
import { useSessionState } from '../../../../shell/use-session.ts';
import type { ChosenFile, Staging } from '../../model.ts';
import { addSample, type Pace, paceOf, roundSeconds, type Sample } from './measure-speed.ts';

type Moving = Extract<Staging, { kind: 'sending' | 'failed' }>;

/** The pace of the bytes of late; undefined while they stand still. */
const usePace = (sentBytes: number, totalBytes: number, isMoving: boolean): Pace | undefined => {
  const samples = useRef<readonly Sample[]>([]);
  const [pace, setPace] = useState<Pace>();
  useEffect(() => {
    samples.current = isMoving
      ? addSample(samples.current, { atMs: performance.now(), bytes: sentBytes })
      : [];
    setPace(paceOf(samples.current, totalBytes));
  }, [sentBytes, totalBytes, isMoving]);
  return pace;
};

/**
 * Whether bytes that were shown as sent were for nothing, as of a part that was cut off, until as many have left again: an amount
 * that falls is told with its reason.
 */
const useFallen = (sentBytes: number): boolean => {
  const most = useRef(sentBytes);
  most.current = Math.max(most.current, sentBytes);
  return sentBytes < most.current;
};

type WordKey = 'sending' | 'paused' | 'settling' | 'waiting' | 'sessionOver';

/** What there is to say of the state; a session that has ended comes before a connection that is there. */
const useWordKey = (staging: Moving, isSettling: boolean): WordKey | undefined => {
  const isOnline = useOnline();
  const hasSession = useSessionState().kind === 'active';
  if (staging.kind === 'failed') return undefined;
  if (staging.isPaused) return isSettling ? 'settling' : 'paused';
  if (isOnline && !staging.isWaiting) return 'sending';
  return isOnline && !hasSession ? 'sessionOver' : 'waiting';
};

export interface SendingBarProps {
  readonly file: ChosenFile;
  readonly staging: Moving;
  readonly isSettling: boolean;
}

/** How far the bytes have come: measured, to the last one. */
export const SendingBar = ({ file, staging, isSettling }: SendingBarProps) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const words = useWordKey(staging, isSettling);
  const isMoving = words === 'sending';
  const sentBytes = Math.min(staging.sentBytes, file.sizeBytes);
  const pace = usePace(sentBytes, file.sizeBytes, isMoving);
  // A hundred is said when it is all.
  const share = Math.floor((100 * sentBytes) / file.sizeBytes) / 100;
  const hasFallen = useFallen(sentBytes);
  const isExplained = words === 'settling' || words === 'sessionOver';
  return (
    <ProgressBar
      className="sending-bar"
      value={sentBytes}
      maxValue={file.sizeBytes}
      valueLabel={format.percent(share)}
      data-moving={isMoving || undefined}
    >
      {({ valueText, percentage }) => (
        <>
          <Label className="visually-hidden">{t('media.file.progress', { name: file.name })}</Label>
          <p className="sending-head">
            <strong>{words === undefined ? '' : t(`media.file.${words}`)}</strong>
            <strong className="numbers">{valueText}</strong>
          </p>
          <div className="sending-track">
            <div className="sending-fill" style={{ width: `${percentage ?? 0}%` }} />
          </div>
          <p className="fine numbers sending-foot">
            <span>
              {t('media.file.amount', {
                sent: format.bytes(sentBytes, file.sizeBytes),
                total: format.bytes(file.sizeBytes),
              })}
            </span>
            {pace !== undefined && (
              <span>
                {t('media.file.speed', { speed: format.bytes(pace.bytesPerSecond) })}
                {' · '}
                {t('media.file.left', { time: format.duration(roundSeconds(pace.secondsLeft)) })}
              </span>
            )}
            {isExplained && <span>{t(`media.file.${words}Note`)}</span>}
            {hasFallen && !isExplained && <span>{t('media.file.sentAgain')}</span>}
          </p>
        </>
      )}
    </ProgressBar>
  );
};
