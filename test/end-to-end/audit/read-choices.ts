import type { Form } from './form.ts';
import { shownText } from './shown-text.ts';

/** Whatever TikTok wants the creator to choose by hand, as the form has it. */
export const readChoices = async (form: Form) => ({
  audience: await shownText(form.audience),
  ticked: await form.page.locator('.post-form input[type=checkbox]:checked').count(),
  isDisclosed: await form.disclosure.isChecked(),
});

/** Of a form on which nobody has chosen anything. */
export const noChoices = { audience: 'Select', ticked: 0, isDisclosed: false };
