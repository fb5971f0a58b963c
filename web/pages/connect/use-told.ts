import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useClaims, useSessionState } from '../../shell/use-session.ts';
import { catalogues } from './messages.ts';
import { judgeResult, type Notice } from './notice.ts';
import type { RedirectResult } from './redirect-result.ts';
import type { AccountsQuery } from './use-accounts.ts';

export interface Told {
  readonly notice: Notice | undefined;
  readonly tell: (notice: Notice | undefined) => void;
}

/** What the page has to tell now. It is one person's: another session in this tab is told nothing of it. */
export const useTold = (): Told => {
  const [notice, tell] = useState<Notice>();
  const claims = useClaims();
  useEffect(() => (claims === undefined ? undefined : () => tell(undefined)), [claims]);
  return { notice, tell: useCallback(tell, []) };
};

/** Whether the first answer of the API is still awaited, which may yet end the session. */
const isFirstAsked = ({ isPending, fetchStatus, failureCount }: AccountsQuery): boolean =>
  isPending && fetchStatus === 'fetching' && failureCount === 0;

/**
 * Tells once how the way through TikTok ended, as soon as the list says whether it did, and in the same picture as the
 * list: nothing is moved down by it.
 */
export const useRedirectResult = (
  result: RedirectResult | undefined,
  accounts: AccountsQuery,
  tell: Told['tell'],
): void => {
  const untold = useRef(result);
  const { kind } = useSessionState();
  const isAsked = isFirstAsked(accounts);
  const { data } = accounts;
  useLayoutEffect(() => {
    if (untold.current === undefined || (kind === 'active' && isAsked)) return;
    const verdict = judgeResult({
      result: untold.current,
      session: kind,
      accounts: data,
      known: catalogues.en.failures,
    });
    if (verdict === 'wait') return;
    untold.current = undefined;
    if (verdict !== 'nothing') tell(verdict);
  }, [kind, isAsked, data, tell]);
};
