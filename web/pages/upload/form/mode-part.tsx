import { memo } from 'react';
import { Label } from 'react-aria-components/Label';
import { RadioButton, RadioField, RadioGroup } from 'react-aria-components/RadioGroup';
import { Text } from 'react-aria-components/Text';
import { postRules } from '../../../../shared/platforms/tiktok/post-rules.ts';
import type { Draft, Mode } from '../model.ts';
import { FieldMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import type { MediaKind } from './fields.ts';
import { useFormWords } from './use-words.ts';

const modes: readonly Mode[] = ['direct', 'inbox'];
const connectAddress = '/platforms/connect/tiktok';

export interface ModePartProps extends FieldWords {
  readonly mode: Mode;
  readonly mediaKind: MediaKind;
  /** Whether the creator has not granted what a mode needs. */
  readonly lacksDirect: boolean;
  readonly lacksInbox: boolean;
  readonly changeDraft: (change: Partial<Draft>) => void;
}

/** A post, or a draft that the creator finishes in TikTok's app (tiktok-api.md section 9, point 37). */
export const ModePart = memo((props: ModePartProps) => {
  const { mode, mediaKind, lacksDirect, lacksInbox, changeDraft, ...words } = props;
  const t = useFormWords();
  const isMissing = (one: Mode): boolean => (one === 'direct' ? lacksDirect : lacksInbox);
  return (
    <section className="card form-part">
      <RadioGroup
        className="form-field"
        data-field="mode"
        validationBehavior="aria"
        value={mode}
        onChange={(value) => changeDraft({ mode: value === 'inbox' ? 'inbox' : 'direct' })}
        isInvalid={isWrong(words)}
      >
        <Label className="part-label">{t('mode.label')}</Label>
        <div className="mode-choices">
          {modes.map((one) => (
            <RadioField key={one} value={one} className="mode-choice">
              <RadioButton className="radio">
                <span className="radio-dot" aria-hidden="true" />
                {t(`mode.${one}`)}
              </RadioButton>
              <Text slot="description" className="fine">
                {t(`mode.${one}Note`)}
                {isMissing(one) && ` ${t('mode.scope', { scope: postRules.scopes[one] })}`}
              </Text>
            </RadioField>
          ))}
        </div>
        <FieldMessage {...words} />
      </RadioGroup>
      {modes.some(isMissing) && (
        <p>
          <a href={connectAddress}>{t('mode.connect')}</a>
        </p>
      )}
      {mode === 'inbox' && (
        <p className="soft">{t(mediaKind === 'video' ? 'mode.draftVideo' : 'mode.draftPhotos')}</p>
      )}
    </section>
  );
});
