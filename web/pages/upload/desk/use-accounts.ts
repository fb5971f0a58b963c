import { useQuery } from '@tanstack/react-query';
import { useCall } from '../../../shell/use-session.ts';

/** The accounts of a user, as they stand. */
export const useAccounts = (userId: string, isWanted: boolean) => {
  const call = useCall();
  return useQuery({
    queryKey: ['accounts', userId],
    queryFn: ({ signal }) => call('get-connection-status', { signal }),
    enabled: isWanted,
  });
};
