import { memo } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { publishAtLeastMs, publishAtMostMs } from '../../../../shared/posts/check-order.ts';
import { useLanguage } from '../../../language/use-language.ts';
import type { Draft, Mode } from '../model.ts';
import { FieldMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import { nameTimeZone, readLocalTime, writeLocalTime } from './publish-time.ts';
import { SwitchRow } from './switch-row.tsx';
import { useFormWords } from './use-words.ts';

const minuteMs = 60_000;

export interface SchedulePartProps extends FieldWords {
  readonly mode: Mode;
  readonly isScheduled: boolean;
  readonly publishAtLocal: string;
  readonly now: Date;
  /** Until when the uploaded file is kept for a post, in epoch milliseconds; undefined of what is fetched from the web. */
  readonly fileUntilMs: number | undefined;
  readonly changeDraft: (change: Partial<Draft>) => void;
}

/** When the post goes out. The consent is given and recorded now (tiktok-api.md section 9, point 34). */
export const SchedulePart = memo((props: SchedulePartProps) => {
  const { mode, isScheduled, publishAtLocal, now, fileUntilMs, changeDraft, ...words } = props;
  const t = useFormWords();
  const { language, format } = useLanguage();
  const time = readLocalTime(publishAtLocal);
  const ruleUntilMs = now.getTime() + publishAtMostMs;
  const isByFile = fileUntilMs !== undefined && fileUntilMs < ruleUntilMs;
  return (
    <section className="card form-part">
      <SwitchRow
        label={t('schedule.label')}
        note={
          isByFile
            ? t('schedule.noteFile', { until: format.moment(new Date(fileUntilMs)) })
            : t('schedule.note')
        }
        isOn={isScheduled}
        onChange={(isOn) => changeDraft({ isScheduled: isOn })}
        own=""
        api={isScheduled ? '' : words.api}
      />
      {isScheduled && (
        <div className="nested">
          <TextField
            className="form-field"
            data-field="publishAt"
            type="datetime-local"
            validationBehavior="aria"
            value={publishAtLocal}
            onChange={(value) => changeDraft({ publishAtLocal: value })}
            isInvalid={isWrong(words)}
          >
            <Label className="form-field-label">{t('schedule.time')}</Label>
            <Input
              className="form-input"
              min={writeLocalTime(new Date(now.getTime() + publishAtLeastMs + minuteMs))}
              max={writeLocalTime(new Date(isByFile ? fileUntilMs : ruleUntilMs))}
            />
            <Text slot="description" className="fine">
              {time === undefined
                ? t('schedule.zone', { zone: nameTimeZone(now, language) })
                : t('schedule.chosen', {
                    time: format.moment(time),
                    zone: nameTimeZone(time, language),
                  })}
            </Text>
            <FieldMessage {...words} />
          </TextField>
          <p className="soft">{t(mode === 'direct' ? 'schedule.consent' : 'schedule.consentDraft')}</p>
        </div>
      )}
    </section>
  );
});
