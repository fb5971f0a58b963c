import { useCallback, useEffect, useState } from 'react';
import { findHeld } from './hold-tab.ts';
import type { PendingPost, Submission } from './submission.ts';
import { submissions } from './use-submission.ts';

/** How soon to look again whether another tab still asks: it tells nobody when it is closed. */
const lookAgainMs = 2_000;

/**
 * The posts of a user whose answer nobody is asking for any more: pressed before a reload, or in a tab that is gone. Those that a
 * tab is at work on are its own to tell of.
 */
export const useLeftOpen = (
  person: string,
  state: Submission,
): { readonly posts: readonly PendingPost[]; readonly drop: (pending: PendingPost) => void } => {
  const [leftOpen, setLeftOpen] = useState<readonly PendingPost[]>([]);
  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const own = state.kind === 'asking' || state.kind === 'waiting' ? state.pending.key : undefined;
    const givenUp = state.kind === 'unanswered' ? state.pending.key : undefined;
    const look = async () => {
      const held = await findHeld();
      if (isGone) return;
      clearTimeout(timer);
      const others = submissions.list(person).filter(({ key }) => key !== own);
      const isLeft = ({ key }: PendingPost) => key === givenUp || !held.has(key);
      setLeftOpen(others.filter(isLeft));
      if (!others.every(isLeft)) timer = setTimeout(lookAgain, lookAgainMs);
    };
    const lookAgain = () => void look();
    lookAgain();
    addEventListener('storage', lookAgain);
    return () => {
      isGone = true;
      clearTimeout(timer);
      removeEventListener('storage', lookAgain);
    };
  }, [person, state]);
  const drop = useCallback(
    (dropped: PendingPost) => setLeftOpen((all) => all.filter(({ key }) => key !== dropped.key)),
    [],
  );
  return { posts: leftOpen, drop };
};
