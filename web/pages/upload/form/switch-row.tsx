import { SwitchButton, SwitchField } from 'react-aria-components/Switch';
import { Text } from 'react-aria-components/Text';
import { FieldMessage } from './field-message.tsx';
import { type FieldWords, isWrong } from './field-words.ts';
import type { FieldName } from './fields.ts';

export interface SwitchRowProps extends FieldWords {
  readonly label: string;
  readonly note: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly field?: FieldName;
}

/** A switch with what it does. */
export const SwitchRow = ({ label, note, isOn, onChange, field, ...words }: SwitchRowProps) => (
  <SwitchField
    className="switch-row"
    validationBehavior="aria"
    isSelected={isOn}
    onChange={onChange}
    isInvalid={isWrong(words)}
    data-field={field}
  >
    <SwitchButton className="switch">
      <span>{label}</span>
      <span className="switch-track" aria-hidden="true" />
    </SwitchButton>
    <Text slot="description" className="fine">
      {note}
    </Text>
    <FieldMessage {...words} />
  </SwitchField>
);
