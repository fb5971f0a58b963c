import { createContext, useContext } from 'react';
import type { Target } from '../page-address.ts';
import type { Settings } from '../settings.ts';
import type { Words } from '../texts/words.ts';

/** What every part of the widget knows. */
export interface WidgetValue {
  readonly element: HTMLElement;
  readonly words: Words;
  readonly settings: Settings;
  /** What the session's scopes allow. */
  readonly may: { readonly connect: boolean; readonly publish: boolean };
  readonly open: (target: Target, inTab: boolean) => void;
  readonly now: Date;
}

export const WidgetContext = createContext<WidgetValue | undefined>(undefined);

export const useWidget = (): WidgetValue => {
  const value = useContext(WidgetContext);
  if (value === undefined) throw new Error('This part is only for the inside of the widget.');
  return value;
};
