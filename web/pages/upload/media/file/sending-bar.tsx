import { useEffect, useRef, useState } from 'react';
import { Label } from 'react-aria-components/Label';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../language/use-language.ts';
import { useOnline } from '../../../../shell/offline-banner.tsx';
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

const useStateWords = (staging: Moving, isHeld: boolean): string => {
  const { t } = useTranslation('upload');
  if (staging.kind === 'failed') return '';
  if (staging.isPaused) return t('media.file.paused');
  return t(isHeld ? 'media.file.waiting' : 'media.file.sending');
};

/** How far the bytes have come: measured, to the last one. */
export const SendingBar = ({ file, staging }: { readonly file: ChosenFile; readonly staging: Moving }) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const isOnline = useOnline();
  const isHeld = staging.kind === 'sending' && (staging.isWaiting || !isOnline);
  const isMoving = staging.kind === 'sending' && !staging.isPaused && !isHeld;
  const sentBytes = Math.min(staging.sentBytes, file.sizeBytes);
  const pace = usePace(sentBytes, file.sizeBytes, isMoving);
  // A hundred is said when it is all.
  const share = Math.floor((100 * sentBytes) / file.sizeBytes) / 100;
  const words = useStateWords(staging, isHeld);
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
            <strong>{words}</strong>
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
          </p>
        </>
      )}
    </ProgressBar>
  );
};
