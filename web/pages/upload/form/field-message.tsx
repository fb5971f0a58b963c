import { FieldError } from 'react-aria-components/FieldError';
import type { FieldWords } from './field-words.ts';

const Sentences = ({ own, api }: FieldWords) => (
  <>
    {own !== '' && <span>{own}</span>}
    {own !== '' && api !== '' && ' '}
    {api !== '' && <span lang="en">{api}</span>}
  </>
);

/** What is wrong with the field that it stands in; React Aria links the two. */
export const FieldMessage = (words: FieldWords) => (
  <FieldError className="form-field-error">
    <Sentences {...words} />
  </FieldError>
);

/** The same for a part of the page that is no field of React Aria's. */
export const PartMessage = ({ id, ...words }: FieldWords & { readonly id: string }) => (
  <p className="form-field-error" id={id} hidden={words.own === '' && words.api === ''}>
    <Sentences {...words} />
  </p>
);
