import type { Form } from './form.ts';
import { noChoices, readChoices } from './read-choices.ts';

/** Lends a form to one test after the other. */
export interface SharedForm {
  readonly use: (act: (form: Form) => Promise<void>) => Promise<void>;
}

/** Closes what hangs open, and switches off by hand whatever is on. */
const undoChoices = async ({ page }: Form): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
  const isOn = page.locator('.post-form input[type=checkbox]:checked');
  while ((await isOn.count()) > 0)
    await isOn.first().evaluate((box) => box instanceof HTMLElement && box.click());
};

const isAsNew = async (form: Form): Promise<boolean> =>
  JSON.stringify(await readChoices(form)) === JSON.stringify(noChoices);

/**
 * Opening the page takes longer than most looks at it. So a form on which nothing but boxes and switches was touched is
 * given on, with all of them off again; any other, or that of a test that failed, is closed.
 */
export const shareForm = (open: () => Promise<Form>): SharedForm => {
  let idle: Form | undefined;
  return {
    use: async (act) => {
      const form = idle ?? (await open());
      idle = undefined;
      try {
        await act(form);
        await undoChoices(form);
        if (await isAsNew(form)) idle = form;
      } finally {
        if (idle !== form) await form.close();
      }
    },
  };
};
