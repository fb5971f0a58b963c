import { useQuery } from '@tanstack/react-query';
import { connectionStatusOf } from './connection-status.ts';
import { allowReturn } from './return-address.ts';
import { useCall, useClaims, useLastClaims, useSessionState } from './use-session.ts';

/** Where the user may be led back to; undefined when the link names nothing, or until the API is known to allow it. */
export const useReturnAddress = (): URL | undefined => {
  const call = useCall();
  const state = useSessionState();
  const isActive = useClaims() !== undefined;
  const person = useLastClaims()?.person;
  const wanted = state.kind === 'missing' ? undefined : state.returnTo;
  const { data } = useQuery({
    ...connectionStatusOf(person, call),
    enabled: isActive && wanted !== undefined,
    // A page that shows the accounts brings them up to date; the allowed origins are the same all along.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return allowReturn(wanted, data, location.origin);
};
