import { useQuery } from '@tanstack/react-query';
import { useCall } from '../../../shell/use-session.ts';

/** The accounts of a user, as they stand. */
export const useAccounts = (person: string, isWanted: boolean) => {
  const call = useCall();
  return useQuery({
    queryKey: ['accounts', person],
    queryFn: ({ signal }) => call('get-connection-status', { signal }),
    enabled: isWanted,
  });
};
