import { memo } from 'react';
import type { Draft } from '../model.ts';
import type { FieldWords } from './field-words.ts';
import { SwitchRow } from './switch-row.tsx';
import { useFormWords } from './use-words.ts';

export interface ExtraPartProps {
  readonly isAiGenerated: boolean;
  /** Undefined where TikTok adds no music. */
  readonly autoAddMusic: boolean | undefined;
  readonly aiWords: FieldWords;
  readonly musicWords: FieldWords;
  readonly changeDraft: (change: Partial<Draft>) => void;
}

/** The label for what was made with AI (tiktok-api.md section 9, point 40), and of photos the music. */
export const ExtraPart = memo((props: ExtraPartProps) => {
  const { isAiGenerated, autoAddMusic, aiWords, musicWords, changeDraft } = props;
  const t = useFormWords();
  return (
    <section className="card form-part">
      <SwitchRow
        field="isAiGenerated"
        label={t('ai.label')}
        note={t('ai.note')}
        isOn={isAiGenerated}
        onChange={(isOn) => changeDraft({ isAiGenerated: isOn })}
        {...aiWords}
      />
      {autoAddMusic !== undefined && (
        <SwitchRow
          field="autoAddMusic"
          label={t('music.label')}
          note={t('music.note')}
          isOn={autoAddMusic}
          onChange={(isOn) => changeDraft({ autoAddMusic: isOn })}
          {...musicWords}
        />
      )}
    </section>
  );
});
