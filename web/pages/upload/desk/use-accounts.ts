import { useQuery } from '@tanstack/react-query';
import { connectionStatusOf } from '../../../shell/connection-status.ts';
import { useCall } from '../../../shell/use-session.ts';

/** The accounts of a user, as they stand. */
export const useAccounts = (person: string, isWanted: boolean) => {
  const call = useCall();
  return useQuery({
    ...connectionStatusOf(person, call),
    enabled: isWanted,
  });
};
