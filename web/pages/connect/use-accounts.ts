import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCall, useClaims } from '../../shell/use-session.ts';
import { readAccounts } from './read-replies.ts';

/** What the list is kept under, and brought up to date by. */
export const accountsKey = 'get-connection-status';

/** Whose session it is, or was: the list stays when that ends. */
const useLastClaims = () => {
  const claims = useClaims();
  const [last, setLast] = useState(claims);
  if (claims !== undefined && claims !== last) setLast(claims);
  return claims ?? last;
};

/**
 * The accounts of the session's user. Each link that is opened has a list of its own: in one tab the next may be another
 * person's, and until its answer is there nothing of the one before is shown.
 */
export const useAccounts = () => {
  const call = useCall();
  const claims = useLastClaims();
  const isActive = useClaims() !== undefined;
  return useQuery({
    queryKey: [accountsKey, claims?.person, claims?.expiresAt.getTime()],
    queryFn: async ({ signal }) => readAccounts(await call('get-connection-status', { signal })),
    enabled: isActive,
  });
};

export type AccountsQuery = ReturnType<typeof useAccounts>;
