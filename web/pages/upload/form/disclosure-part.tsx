import { memo } from 'react';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import type { Draft } from '../model.ts';
import { isClosedToBranded } from './apply-change.ts';
import { CheckRow } from './check-row.tsx';
import { FieldMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import { RequiredWording } from './required-wording.tsx';
import { SwitchRow } from './switch-row.tsx';
import { useFormWords } from './use-words.ts';

/** What the post will be labelled, once that is known (tiktok-api.md section 9, points 18 to 20). */
const LabelLine = ({ yourBrand, brandedContent }: Pick<Draft, 'yourBrand' | 'brandedContent'>) => {
  if (brandedContent) return <RequiredWording sentence="partnership" />;
  return yourBrand ? <RequiredWording sentence="promotional" /> : null;
};

/** Why branded content cannot be ticked under this audience. */
const BrandedNote = ({ privacyLevel }: Pick<Draft, 'privacyLevel'>) => {
  const t = useFormWords();
  if (!isClosedToBranded(privacyLevel)) return t('disclosure.brandedNote');
  return (
    <>
      {t('disclosure.brandedNote')}{' '}
      <span className="closed-note">
        {privacyLevel === 'SELF_ONLY' ? (
          <RequiredWording sentence="brandedNotPrivate" />
        ) : (
          t('audience.brandedFollowers')
        )}{' '}
        {t('disclosure.brandedClosed')}
      </span>
    </>
  );
};

export interface DisclosurePartProps
  extends FieldWords,
    Pick<Draft, 'discloses' | 'yourBrand' | 'brandedContent' | 'privacyLevel'> {
  readonly changeDraft: (change: Partial<Draft>) => void;
}

/** Whether the post promotes anything, and what: off, and nothing ticked, until somebody does (points 15 to 24). */
export const DisclosurePart = memo((props: DisclosurePartProps) => {
  const { discloses, yourBrand, brandedContent, privacyLevel, changeDraft, ...words } = props;
  const t = useFormWords();
  const ticked = { yourBrand, brandedContent };
  const names = ['yourBrand', 'brandedContent'] as const;
  return (
    <section className="card form-part">
      <SwitchRow
        label={t('disclosure.label')}
        note={t('disclosure.note')}
        isOn={discloses}
        onChange={(isOn) => changeDraft({ discloses: isOn })}
        own=""
        api={discloses ? '' : words.api}
      />
      {discloses && (
        <CheckboxGroup
          className="form-field nested"
          data-field="disclosure"
          validationBehavior="aria"
          value={names.filter((name) => ticked[name])}
          onChange={(values) =>
            changeDraft(Object.fromEntries(names.map((name) => [name, values.includes(name)])))
          }
          isInvalid={isWrong(words)}
        >
          <Label className="form-field-label">{t('disclosure.boxes')}</Label>
          <Text slot="description" className="fine">
            {t('disclosure.boxesNote')}
          </Text>
          <div className="check-rows">
            <CheckRow
              value="yourBrand"
              label={t('required.yourBrand')}
              note={t('disclosure.yourBrandNote')}
            />
            <CheckRow
              value="brandedContent"
              label={t('required.brandedContent')}
              note={<BrandedNote privacyLevel={privacyLevel} />}
              isDisabled={!brandedContent && isClosedToBranded(privacyLevel)}
            />
          </div>
          <FieldMessage {...words} />
        </CheckboxGroup>
      )}
      <p className="label-line" role="status">
        {discloses && <LabelLine {...ticked} />}
      </p>
    </section>
  );
});
