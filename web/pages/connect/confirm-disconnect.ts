import { button, element } from '../../dom/element.ts';
import type { Messages } from './messages.ts';

/**
 * Asks before an account is disconnected, and says what that does. `act` runs on a yes while the dialog waits; the
 * dialog then closes. Answers when it is closed, with a yes or not; the browser gives the focus back.
 */
export const confirmDisconnect = (
  name: string,
  messages: Messages,
  act: () => Promise<void>,
): Promise<void> =>
  new Promise((resolve) => {
    let busy = false;
    const confirm = button(messages.dialogConfirm, () => void agree(), { class: 'danger' });
    const cancel = button(messages.dialogCancel, () => dialog.close(), { autofocus: '' });
    const dialog = element(
      'dialog',
      { 'aria-labelledby': 'dialog-title', 'aria-describedby': 'dialog-text' },
      element('h2', { id: 'dialog-title' }, messages.dialogTitle(name)),
      element('p', { id: 'dialog-text' }, messages.dialogText),
      element('div', { class: 'actions' }, cancel, confirm),
    );
    const agree = async (): Promise<void> => {
      if (busy) return;
      busy = true;
      confirm.textContent = messages.dialogBusy;
      confirm.setAttribute('aria-disabled', 'true');
      cancel.disabled = true;
      try {
        await act();
      } finally {
        busy = false;
        dialog.close();
      }
    };
    // What was agreed to can no longer be called off, so Escape has nothing to do.
    dialog.addEventListener('cancel', (event) => busy && event.preventDefault());
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
