import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { FieldError, Input, Label, TextField } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import { splitPasted } from './edit-photos.ts';
import { judgeAddress, previewOf } from './judge-address.ts';
import { useSettled } from './use-settled.ts';

/** What a line can be asked to do, by its own number. */
export interface PhotoLineActions {
  readonly onChange: (index: number, url: string) => void;
  readonly onPaste: (index: number, urls: readonly string[]) => void;
  readonly onMove: (from: number, to: number) => void;
  readonly onRemove: (index: number) => void;
  readonly onCover: (index: number) => void;
}

export interface PhotoLineProps {
  readonly url: string;
  readonly index: number;
  readonly total: number;
  readonly isCover: boolean;
  readonly mayPreview: boolean;
  readonly actions: PhotoLineActions;
}

const Arrow = ({ isDown }: { readonly isDown: boolean }) => (
  <svg viewBox="0 0 24 24" className="line-icon" aria-hidden="true">
    <path d={isDown ? 'M12 5v14m-6-6 6 6 6-6' : 'M12 19V5m-6 6 6-6 6 6'} />
  </svg>
);

const Cross = () => (
  <svg viewBox="0 0 24 24" className="line-icon" aria-hidden="true">
    <path d="M6 6l12 12M18 6 6 18" />
  </svg>
);

/** The photo itself, with nothing laid over it, in a place that is there before it comes. */
const Thumbnail = ({ src, alt }: { readonly src: string; readonly alt: string }) => {
  const { t } = useTranslation('upload');
  const [hasFailed, setHasFailed] = useState(false);
  return hasFailed ? (
    <p className="thumbnail thumbnail-failed">{t('media.preview.photoFailed')}</p>
  ) : (
    <img
      className="thumbnail"
      src={src}
      alt={alt}
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setHasFailed(true)}
    />
  );
};

const LineActions = ({ index, total, isCover, actions }: Omit<PhotoLineProps, 'url' | 'mayPreview'>) => {
  const { t } = useTranslation('upload');
  const number = index + 1;
  const cover = t(isCover ? 'media.photos.isCover' : 'media.photos.coverAction');
  return (
    <div className="photo-actions">
      <Button
        className="button small"
        data-part="cover"
        data-chosen={isCover || undefined}
        aria-label={t('media.photos.coverOf', { cover, number })}
        onPress={() => actions.onCover(index)}
      >
        {cover}
      </Button>
      <Button
        className="button icon"
        data-part="up"
        aria-label={t('media.photos.up', { number })}
        isDisabled={index === 0}
        onPress={() => actions.onMove(index, index - 1)}
      >
        <Arrow isDown={false} />
      </Button>
      <Button
        className="button icon"
        data-part="down"
        aria-label={t('media.photos.down', { number })}
        isDisabled={index === total - 1}
        onPress={() => actions.onMove(index, index + 1)}
      >
        <Arrow isDown />
      </Button>
      <Button
        className="button icon"
        data-part="remove"
        aria-label={t('media.photos.remove', { number })}
        onPress={() => actions.onRemove(index)}
      >
        <Cross />
      </Button>
    </div>
  );
};

/** One photo: its address, what it looks like, and its place among the others. */
export const PhotoLine = (props: PhotoLineProps) => {
  const { t } = useTranslation('upload');
  const { url, index, isCover, mayPreview, actions } = props;
  const number = index + 1;
  const settled = useSettled(url);
  const problem = settled === url ? judgeAddress(url) : undefined;
  const src = mayPreview && settled === url ? previewOf(url) : undefined;
  return (
    <li className="photo-line" data-line={index}>
      <div className="thumbnail-place">
        {src !== undefined && <Thumbnail key={src} src={src} alt={t('media.preview.photo', { number })} />}
      </div>
      <TextField
        className="form-field"
        validationBehavior="aria"
        value={url}
        onChange={(text) => actions.onChange(index, text)}
        isInvalid={problem !== undefined}
        type="text"
        inputMode="url"
        autoComplete="off"
        spellCheck="false"
      >
        <Label className="form-field-label">
          {t(isCover ? 'media.photos.lineCover' : 'media.photos.line', { number })}
        </Label>
        <Input
          className="form-input"
          placeholder="https://"
          data-part="input"
          onPaste={(event) => {
            const urls = splitPasted(event.clipboardData.getData('text/plain'));
            if (urls.length < 2) return;
            event.preventDefault();
            actions.onPaste(index, urls);
          }}
        />
        {problem !== undefined && (
          <FieldError className="form-field-error">{t(`media.addressProblems.${problem}`)}</FieldError>
        )}
      </TextField>
      <LineActions {...props} />
    </li>
  );
};
