import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../../language/use-language.ts';
import { usedPhotoUrls } from '../used-photo-urls.ts';
import {
  addPhoto,
  changePhoto,
  chooseCover,
  movePhoto,
  type Photos,
  pastePhotos,
  photosMax,
  removePhoto,
} from './edit-photos.ts';
import { PhotoLine, type PhotoLineActions } from './photo-line.tsx';

/** What has the focus after a change: a part of a line, by the parts to try in turn. */
interface Target {
  readonly line: number;
  readonly parts: readonly string[];
}

const focusOn = (list: HTMLElement, { line, parts }: Target): void => {
  const found = parts
    .map((part) => list.querySelector<HTMLElement>(`[data-line="${line}"] [data-part="${part}"]`))
    .find((element) => element !== null && !element.matches(':disabled'));
  found?.focus();
};

export interface PhotoListProps {
  readonly photos: Photos;
  readonly onChange: (photos: Photos) => void;
  readonly mayPreview: boolean;
}

/** The photos of a post, in their order. */
export const PhotoList = ({ photos, onChange, mayPreview }: PhotoListProps) => {
  const { t } = useTranslation('upload');
  const { format } = useLanguage();
  const list = useRef<HTMLOListElement>(null);
  const target = useRef<Target>(undefined);
  const [said, setSaid] = useState('');
  const [dropped, setDropped] = useState(0);
  const { photoUrls, coverIndex } = photos;
  const total = photoUrls.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines of a change have to be there before one is focused.
  useEffect(() => {
    if (list.current !== null && target.current !== undefined) focusOn(list.current, target.current);
    target.current = undefined;
  }, [photos]);

  const edit = (next: Photos, says: string, focus?: Target) => {
    target.current = focus;
    setSaid(says);
    setDropped(0);
    onChange(next);
  };
  const actions: PhotoLineActions = {
    onChange: (index, text) => onChange(changePhoto(photos, index, text)),
    onPaste: (index, urls) => {
      const pasted = pastePhotos(photos, index, urls);
      const amount = urls.length - pasted.dropped;
      edit(pasted.photos, t('media.photos.pasted', { amount }), {
        line: index + Math.max(amount, 1) - 1,
        parts: ['input'],
      });
      setDropped(pasted.dropped);
    },
    onMove: (from, to) =>
      edit(movePhoto(photos, from, to), t('media.photos.moved', { number: to + 1, total }), {
        line: to,
        parts: to < from ? ['up', 'down'] : ['down', 'up'],
      }),
    onRemove: (index) => {
      const rest = removePhoto(photos, index);
      const left = rest.photoUrls.length;
      edit(rest, t('media.photos.removed', { number: index + 1, total: usedPhotoUrls(rest).length }), {
        line: Math.min(index, left - 1),
        parts: ['input'],
      });
    },
    onCover: (index) =>
      edit(chooseCover(photos, index), t('media.photos.covered', { number: index + 1 }), {
        line: index,
        parts: ['cover'],
      }),
  };
  return (
    <div className="address-panel">
      <div>
        <h3>{t('media.photos.heading')}</h3>
        <p className="fine">{t('media.photos.hint')}</p>
      </div>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <ol className="photo-list" ref={list}>
        {photoUrls.map((url, index) => (
          <PhotoLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; the same address may stand in two.
            key={index}
            url={url}
            index={index}
            total={total}
            isCover={index === coverIndex}
            mayPreview={mayPreview}
            actions={actions}
          />
        ))}
      </ol>
      {dropped > 0 && (
        <p className="notice warn" role="alert">
          {t('media.photos.dropped', { amount: dropped, limit: photosMax })}
        </p>
      )}
      <div className="photo-foot">
        <Button
          className="button"
          isDisabled={total >= photosMax}
          onPress={() =>
            edit(addPhoto(photos), t('media.photos.added', { number: total + 1 }), {
              line: total,
              parts: ['input'],
            })
          }
        >
          {t('media.photos.add')}
        </Button>
        <p className="fine numbers">
          {t('media.photos.count', {
            amount: format.count(usedPhotoUrls(photos).length),
            limit: format.count(photosMax),
          })}
        </p>
      </div>
    </div>
  );
};
