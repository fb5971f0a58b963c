import type { Language } from '../language/choose-language.ts';
import { frenchStateReasons } from './state-reasons.fr.ts';

interface ReasonedState {
  /** The API's sentence, in English. */
  readonly stateReason: string | null;
  /** The same as a word, which may be newer than this page. */
  readonly stateReasonCode: string;
}

const isTold = (code: string): code is keyof typeof frenchStateReasons =>
  Object.hasOwn(frenchStateReasons, code);

/** Why an account is in its state, in the language of the page; undefined where nothing more is known than the state. */
export const tellStateReason = (
  { stateReason, stateReasonCode }: ReasonedState,
  language: Language,
): string | undefined => {
  if (language === 'en') return stateReason ?? undefined;
  return isTold(stateReasonCode) ? frenchStateReasons[stateReasonCode] : undefined;
};
