import { memo } from 'react';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import type { CreatorPosting } from '../../../api/operations.ts';
import { useLanguage } from '../../../language/use-language.ts';
import type { Draft } from '../model.ts';
import { CheckRow } from './check-row.tsx';
import { FieldMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import type { MediaKind } from './fields.ts';
import { type InteractionName, interactionNames, isClosed } from './fit-creator.ts';
import { useFormWords } from './use-words.ts';

/** Photos have neither duets nor stitches (tiktok-api.md section 9, point 13). */
const shownOf = (mediaKind: MediaKind): readonly InteractionName[] =>
  mediaKind === 'photos' ? ['allowComment'] : interactionNames;

export interface InteractionsPartProps extends FieldWords {
  readonly mediaKind: MediaKind;
  readonly creator: CreatorPosting['creator'];
  readonly allowComment: boolean;
  readonly allowDuet: boolean;
  readonly allowStitch: boolean;
  /** Those that were on and had to be switched off. */
  readonly withdrawn: readonly InteractionName[];
  readonly changeDraft: (change: Partial<Draft>) => void;
}

/** What others may do with the post: all off until somebody switches it on (points 10 to 13). */
export const InteractionsPart = memo((props: InteractionsPartProps) => {
  const { mediaKind, creator, allowComment, allowDuet, allowStitch, withdrawn, changeDraft, ...words } =
    props;
  const t = useFormWords();
  const { format } = useLanguage();
  const isOn = { allowComment, allowDuet, allowStitch };
  const shown = shownOf(mediaKind);
  const change = (values: readonly string[]): void =>
    changeDraft(Object.fromEntries(shown.map((name) => [name, values.includes(name)])));
  const gone = withdrawn.filter((name) => shown.includes(name));
  return (
    <section className="card form-part">
      <CheckboxGroup
        className="form-field"
        validationBehavior="aria"
        value={shown.filter((name) => isOn[name])}
        onChange={change}
        isInvalid={isWrong(words)}
      >
        <Label className="part-label">{t('interactions.label')}</Label>
        <Text slot="description" className="fine">
          {t(shown.length === 1 ? 'interactions.notePhotos' : 'interactions.note')}
        </Text>
        <div className="check-rows">
          {shown.map((name) => (
            <CheckRow
              key={name}
              value={name}
              field={name}
              label={t(`required.${name}`)}
              {...(isClosed(creator, name) ? { isDisabled: true, note: t('interactions.closed') } : {})}
            />
          ))}
        </div>
        <FieldMessage {...words} />
      </CheckboxGroup>
      <p className="notice warn" role="status" hidden={gone.length === 0}>
        {gone.length > 0 &&
          t('interactions.withdrawn', { names: format.list(gone.map((name) => t(`required.${name}`))) })}
      </p>
    </section>
  );
});
