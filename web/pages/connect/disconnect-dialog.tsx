import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { Button } from 'react-aria-components/Button';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { connectionStatusKey } from '../../shell/connection-status.ts';
import { FailureText } from '../../shell/failure.tsx';
import { useCall } from '../../shell/use-session.ts';
import { hasEnded } from './call-failures.ts';
import type { Notice } from './notice.ts';
import { type Account, readDisconnection } from './read-replies.ts';
import { nameOf } from './standing.ts';

export interface DisconnectDialogProps {
  readonly account: Account;
  /** Tells that it is answered; with what there is to tell when the account was disconnected. */
  readonly onClose: (notice?: Notice) => void;
}

/** Disconnects and waits for the list to say so, so that the page is true when the dialog leaves it. */
const useDisconnect = ({ account, onClose }: DisconnectDialogProps) => {
  const call = useCall();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const { accountId } = account;
      const { revokedAtPlatform } = readDisconnection(await call('disconnect', { body: { accountId } }));
      await client.invalidateQueries({ queryKey: [connectionStatusKey] });
      return revokedAtPlatform;
    },
    networkMode: 'always',
    onSuccess: (revoked) =>
      onClose({
        tone: revoked ? 'good' : 'warn',
        text: revoked ? 'disconnected' : 'disconnectedHere',
        name: nameOf(account),
      }),
    onError: (error) => hasEnded(error) && onClose(),
  });
};

const consequences = ['dialogRevoke', 'dialogKeys', 'dialogPosts', 'dialogKept'] as const;

/**
 * Asks before an account is disconnected, and says what that does. What was agreed to can no longer be called off: Escape
 * and the way out wait for its end. A failure is told here, where it can be tried again.
 */
export const DisconnectDialog = (props: DisconnectDialogProps) => {
  const { account, onClose } = props;
  const { t } = useTranslation('connect');
  const descriptionId = useId();
  const { mutate, isPending, error } = useDisconnect(props);
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isKeyboardDismissDisabled={isPending}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Modal className="dialog-frame">
        <Dialog className="dialog" role="alertdialog" aria-describedby={descriptionId}>
          <Heading slot="title" level={2}>
            {t('dialogTitle', { name: nameOf(account) ?? t('unnamed') })}
          </Heading>
          <div id={descriptionId} className="consequences">
            <p>{t('dialogIntro')}</p>
            <ul>
              {consequences.map((key) => (
                <li key={key}>{t(key)}</li>
              ))}
            </ul>
            <p>{t('dialogLater')}</p>
          </div>
          <div role="alert">
            {error !== null && (
              <div className="notice bad">
                <p>{t('disconnectFailed')}</p>
                <FailureText error={error} />
              </div>
            )}
          </div>
          <div className="actions">
            <Button className="button" autoFocus isDisabled={isPending} onPress={() => onClose()}>
              {t('dialogCancel')}
            </Button>
            <Button className="button danger" isPending={isPending} onPress={() => mutate()}>
              {isPending ? t('dialogBusy') : t('dialogConfirm')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
};
