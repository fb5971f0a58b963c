import { type RefObject, useState } from 'react';
import { gatherWords, type WordsByField } from './field-words.ts';
import { type FieldName, shownFields } from './fields.ts';
import { focusField } from './focus-field.ts';
import { type JudgedForm, judgeDraft } from './judge-draft.ts';
import type { PostFormProps } from './post-form.tsx';
import { isToldAtOnce, type Problem } from './problem.ts';
import { isAsRefused, readRefusal } from './read-refusal.ts';
import { useNow } from './use-now.ts';
import { useProblemWords } from './use-words.ts';

export interface UsedJudgement {
  readonly now: Date;
  readonly problems: readonly Problem[];
  /** What stands at each field. */
  readonly wordsOf: WordsByField;
  /** Whether the button was pressed while something was missing. */
  readonly isAsked: boolean;
  /** Publishes, or leads to the first field that is wrong. */
  readonly press: () => void;
  readonly goTo: (field: FieldName) => void;
}

type Judged = Pick<
  PostFormProps,
  'draft' | 'creator' | 'account' | 'isAccountLost' | 'staged' | 'refusal' | 'onPublish'
>;

/**
 * Judges the form as it is typed. What is missing is told once the button is pressed, what is wrong at once, and what the
 * API refused for as long as it stands.
 */
export const useJudgedForm = (props: Judged, root: RefObject<HTMLElement | null>): UsedJudgement => {
  const { draft, creator, account, isAccountLost = false, staged, refusal, onPublish } = props;
  const say = useProblemWords();
  const now = useNow();
  const [isAsked, setIsAsked] = useState(false);
  const [refused, setRefused] = useState({ refusal, draft });
  if (refused.refusal !== refusal) setRefused({ refusal, draft });

  const form: JudgedForm = { draft, creator, staged, scopes: account?.scopes, isAccountLost, now };
  const { problems } = judgeDraft(form);
  const refusals = readRefusal(refusal, shownFields(draft)).filter(({ field }) =>
    isAsRefused(field, refused.draft, draft),
  );
  const goTo = (field: FieldName): void => focusField(root.current, field);
  const press = (): void => {
    // The clock may have moved on since the last tick.
    const [first] = judgeDraft({ ...form, now: new Date() }).problems;
    setIsAsked(first !== undefined);
    if (first === undefined) onPublish();
    else goTo(first.field);
  };
  const told = isAsked ? problems : problems.filter(isToldAtOnce);
  return { now, problems, wordsOf: gatherWords(told, refusals, say), isAsked, press, goTo };
};
