import { useEffect, useState } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components/TextField';
import { useTranslation } from 'react-i18next';
import { VideoPreview } from '../file/preview.tsx';
import { judgeAddress, previewOf } from './judge-address.ts';
import { useSettled } from './use-settled.ts';

export interface VideoAddressProps {
  readonly url: string;
  readonly onChange: (url: string) => void;
  readonly mayPreview: boolean;
}

/** A video that TikTok fetches by itself, by its address. */
export const VideoAddress = ({ url, onChange, mayPreview }: VideoAddressProps) => {
  const { t } = useTranslation('upload');
  const settled = useSettled(url);
  const [isLeft, setIsLeft] = useState(url !== '');
  useEffect(() => {
    if (url === '') setIsLeft(false);
  }, [url]);
  const problem = judgeAddress(url);
  const isTold = problem !== undefined && (isLeft || (settled === url && url.length > 'https://'.length));
  const src = settled === url ? previewOf(url) : undefined;
  return (
    <div className="address-panel">
      <TextField
        className="form-field"
        validationBehavior="aria"
        value={url}
        onChange={onChange}
        onBlur={() => setIsLeft(true)}
        isInvalid={isTold}
        type="text"
        inputMode="url"
        autoComplete="off"
        spellCheck="false"
      >
        <Label className="form-field-label">{t('media.url.label')}</Label>
        <Input className="form-input" placeholder="https://" />
        {isTold && (
          <FieldError className="form-field-error">{t(`media.addressProblems.${problem}`)}</FieldError>
        )}
        <Text slot="description" className="fine">
          {t('media.url.hint')}
        </Text>
      </TextField>
      {mayPreview && src !== undefined && (
        <VideoPreview
          key={src}
          src={src}
          label={t('media.preview.videoUrl')}
          unplayable={t('media.preview.unplayableUrl')}
        />
      )}
    </div>
  );
};
