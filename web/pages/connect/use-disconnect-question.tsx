import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { useClaims } from '../../shell/use-session.ts';
import { nobodyAnswers } from './call-failures.ts';
import type { DisconnectDialogProps } from './disconnect-dialog.tsx';
import type { Account } from './read-replies.ts';
import type { Told } from './use-told.ts';

/** The dialog's code comes when it is needed, or a little before. */
const loadDialog = async () => (await import('./disconnect-dialog.tsx')).DisconnectDialog;

interface Question {
  readonly account: Account;
  /** The session that is asked: a question to another is not put to the next. */
  readonly claims: ReturnType<typeof useClaims>;
  readonly Dialog: ComponentType<DisconnectDialogProps>;
}

export interface DisconnectQuestion {
  readonly ask: (account: Account) => void;
  /** The dialog, while it is asked. */
  readonly dialog: ReactNode;
}

/** Asks in a dialog whether to disconnect an account. `isLikely`: there is something that could be disconnected. */
export const useDisconnectQuestion = (tell: Told['tell'], isLikely: boolean): DisconnectQuestion => {
  const claims = useClaims();
  const [question, setQuestion] = useState<Question>();
  useEffect(() => {
    // Should this fail, the press of the button tries again and tells.
    if (isLikely) void loadDialog().catch(() => undefined);
  }, [isLikely]);
  const ask = async (account: Account): Promise<void> => {
    tell(undefined);
    try {
      const Dialog = await loadDialog();
      setQuestion({ account, claims, Dialog });
    } catch {
      tell({ tone: 'bad', text: 'dialogFailed', error: nobodyAnswers() });
    }
  };
  return {
    ask: (account) => void ask(account),
    dialog: claims !== undefined && question?.claims === claims && (
      <question.Dialog
        account={question.account}
        onClose={(notice) => {
          setQuestion(undefined);
          if (notice !== undefined) tell(notice);
        }}
      />
    ),
  };
};
