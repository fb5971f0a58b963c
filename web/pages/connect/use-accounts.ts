import { useQuery } from '@tanstack/react-query';
import { connectionStatusOf } from '../../shell/connection-status.ts';
import { useCall, useClaims, useLastClaims } from '../../shell/use-session.ts';
import { readAccounts } from './read-replies.ts';

/** What happens at TikTok is seen without a reload. Not while the page is out of sight. */
const lookAgainMs = 30_000;

/**
 * The accounts of the session's user: in one tab the next link may be another person's, and until its answer is there
 * nothing of the one before is shown.
 */
export const useAccounts = () => {
  const call = useCall();
  const claims = useLastClaims();
  const isActive = useClaims() !== undefined;
  return useQuery({
    ...connectionStatusOf(claims?.person, call),
    select: readAccounts,
    enabled: isActive,
    refetchInterval: lookAgainMs,
  });
};

export type AccountsQuery = ReturnType<typeof useAccounts>;
