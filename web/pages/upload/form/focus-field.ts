import type { FieldName } from './fields.ts';

const within = 'textarea, button, input:checked:not(:disabled), input:not(:disabled)';

/** Shows where somebody was led, also one with a mouse, for whom no ring is drawn, until they go elsewhere. */
const markLed = (part: HTMLElement): void => {
  part.dataset['led'] = '';
  const unmark = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && part.contains(relatedTarget)) return;
    delete part.dataset['led'];
    part.removeEventListener('focusout', unmark);
  };
  part.addEventListener('focusout', unmark);
};

/** Leads to a field: what can be typed in or pressed, else the part of the page that it is. */
export const focusField = (root: HTMLElement | null, field: FieldName): void => {
  const part = root?.querySelector<HTMLElement>(`[data-field="${field}"]`) ?? undefined;
  if (part === undefined) return;
  // A part that takes the focus itself has controls that its own text explains first.
  const target = part.hasAttribute('tabindex') ? part : part.querySelector<HTMLElement>(within);
  part.scrollIntoView({ block: 'center' });
  (target ?? part).focus({ preventScroll: true });
  markLed(part);
};
