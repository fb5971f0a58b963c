import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

export interface ConfirmButtonProps {
  /** What the button says, and the one that confirms it unless that says more. */
  readonly label: string;
  readonly confirmLabel?: string;
  readonly title: string;
  readonly text: string;
  /** What the button says that leaves everything as it is. */
  readonly keepLabel: string;
  readonly look?: 'quiet' | 'danger' | 'primary' | '';
  readonly confirmLook?: 'danger' | 'primary';
  readonly isPending?: boolean;
  /** Called once the dialog is gone: until then it would take the focus back from wherever this leads it. */
  readonly onConfirm: () => void;
}

interface WhenGoneProps {
  readonly act: () => void;
  readonly children: ReactNode;
}

const WhenGone = ({ act, children }: WhenGoneProps) => {
  useEffect(() => act, [act]);
  return children;
};

/** A button for what cannot be undone: it says what will happen, and asks. The focus comes back to it. */
export const ConfirmButton = (props: ConfirmButtonProps) => {
  const { label, confirmLabel = label, title, text, keepLabel, onConfirm } = props;
  const { look = '', confirmLook = 'danger', isPending = false } = props;
  const isConfirmed = useRef(false);
  const latest = useRef(onConfirm);
  latest.current = onConfirm;
  const finish = useRef(() => {
    if (isConfirmed.current) latest.current();
    isConfirmed.current = false;
  });
  return (
    <DialogTrigger>
      <Button className={`button ${look}`} isPending={isPending}>
        {label}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="dialog-place">
          <Dialog className="dialog" role="alertdialog">
            {({ close }) => (
              <WhenGone act={finish.current}>
                <Heading slot="title">{title}</Heading>
                <p>{text}</p>
                <div className="actions">
                  <Button className="button" onPress={close} autoFocus>
                    {keepLabel}
                  </Button>
                  <Button
                    className={`button ${confirmLook}`}
                    onPress={() => {
                      isConfirmed.current = true;
                      close();
                    }}
                  >
                    {confirmLabel}
                  </Button>
                </div>
              </WhenGone>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
};
