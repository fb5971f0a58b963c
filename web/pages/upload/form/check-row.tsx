import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { Text } from 'react-aria-components/Text';
import type { FieldName } from './fields.ts';

export interface CheckRowProps {
  /** Its value within its group. */
  readonly value: string;
  readonly label: string;
  readonly note?: ReactNode;
  readonly isDisabled?: boolean;
  readonly field?: FieldName;
}

/** A checkbox of a group, with a line below that says what it means or why it is off. */
export const CheckRow = ({ value, label, note, isDisabled = false, field }: CheckRowProps) => (
  <CheckboxField className="check-row" value={value} isDisabled={isDisabled} data-field={field}>
    <CheckboxButton className="check">
      <span className="check-box" aria-hidden="true" />
      {label}
    </CheckboxButton>
    {note !== undefined && (
      <Text slot="description" className="fine">
        {note}
      </Text>
    )}
  </CheckboxField>
);
