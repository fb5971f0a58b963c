import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../language/use-language.ts';
import type { ChosenFile, Staging } from '../../model.ts';
import { announceChange } from './announce.ts';

/** The text of a live region that tells how the upload goes, at its quarters and when its state changes. */
export const useAnnouncement = (file: ChosenFile | undefined): string => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const before = useRef<Staging>(undefined);
  const [said, setSaid] = useState('');
  const staging = file?.staging;
  const sizeBytes = file?.sizeBytes ?? 1;
  useEffect(() => {
    const news = announceChange(before.current, staging, sizeBytes);
    before.current = staging;
    if (news === undefined) return;
    const share = news.key === 'share' ? format.percent(news.quarters / 4) : '';
    setSaid(t(`media.said.${news.key}`, { share }));
  }, [staging, sizeBytes, format, t]);
  return said;
};
