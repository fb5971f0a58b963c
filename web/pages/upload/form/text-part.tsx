import { memo } from 'react';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import { useLanguage } from '../../../language/use-language.ts';
import type { Draft } from '../model.ts';
import { FieldMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import type { MediaKind } from './fields.ts';
import { textLimit } from './judge-choices.ts';
import { useFormWords } from './use-words.ts';

/** From so few characters on it is said aloud that the end is near: once, not at every key. */
const almostShare = 0.05;

interface OneTextProps extends FieldWords {
  readonly field: 'title' | 'description';
  readonly label: string;
  readonly note: string;
  readonly text: string;
  readonly limit: number;
  readonly rows: number;
  readonly changeDraft: (change: Partial<Draft>) => void;
}

const OneText = ({ field, label, note, text, limit, rows, changeDraft, ...words }: OneTextProps) => {
  const t = useFormWords();
  const { format } = useLanguage();
  const almost = Math.ceil(limit * almostShare);
  const left = limit - text.length;
  const spoken =
    left < 0 ? t('text.over') : left < almost ? t('text.almost', { left: format.count(almost) }) : '';
  return (
    <TextField
      className="form-field"
      data-field={field}
      validationBehavior="aria"
      value={text}
      onChange={(value) => changeDraft({ [field]: value })}
      isInvalid={isWrong(words)}
    >
      <Label className="part-label">
        {label} <span className="fine">{t('text.optional')}</span>
      </Label>
      <TextArea className="form-input" rows={rows} />
      <Text slot="description" className="fine text-note">
        <span>{note}</span>{' '}
        <span className={left < 0 ? 'text-count over' : 'text-count'}>
          {t('text.count', { amount: format.count(text.length), limit: format.count(limit) })}
        </span>
      </Text>
      <FieldMessage {...words} />
      <span className="visually-hidden" role="status">
        {spoken}
      </span>
    </TextField>
  );
};

export interface TextPartProps {
  readonly mediaKind: MediaKind;
  readonly source: Draft['source'];
  readonly title: string;
  readonly description: string;
  readonly titleWords: FieldWords;
  readonly descriptionWords: FieldWords;
  readonly changeDraft: (change: Partial<Draft>) => void;
}

/** The creator's own words, counted as TikTok counts them: in UTF-16 units (tiktok-api.md section 9, points 5 and 6). */
export const TextPart = memo((props: TextPartProps) => {
  const { mediaKind, source, title, description, titleWords, descriptionWords, changeDraft } = props;
  const t = useFormWords();
  const isVideo = mediaKind === 'video';
  return (
    <section className="card form-part">
      <OneText
        field="title"
        label={t(isVideo ? 'text.videoTitle' : 'text.photoTitle')}
        note={t(isVideo ? 'text.videoNote' : 'text.photoNote')}
        text={title}
        limit={textLimit('title', { source })}
        rows={isVideo ? 4 : 1}
        changeDraft={changeDraft}
        {...titleWords}
      />
      {!isVideo && (
        <OneText
          field="description"
          label={t('text.description')}
          note={t('text.descriptionNote')}
          text={description}
          limit={textLimit('description', { source })}
          rows={4}
          changeDraft={changeDraft}
          {...descriptionWords}
        />
      )}
    </section>
  );
});
