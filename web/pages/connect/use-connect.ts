import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { parseTrustedAddress } from '../../address/web-address.ts';
import { writeReturn } from '../../shell/return-address.ts';
import { useReturnAddress } from '../../shell/use-return-address.ts';
import { useCall } from '../../shell/use-session.ts';
import { noteMeantAccount } from './meant-account.ts';
import { readAuthorizationUrl, refuseAddress } from './read-replies.ts';

/** This page's own address, to which an authorization leads back unless the CRM named another that is allowed. */
const connectPagePath = '/platforms/connect/tiktok';

/**
 * A browser that does not leave (Escape, a blocker, a host that cannot be reached) tells nobody. After this long the
 * button is one again; pressed while TikTok is only slow, it makes a new attempt and does no harm.
 */
const leavingMs = 10_000;

export interface Connecting {
  /** With the account that is to be connected again, where it is one. */
  readonly connect: (meantId?: string) => void;
  /** From the press until TikTok's page is there, or should have been long ago. */
  readonly isOpening: boolean;
  /** Makes the page itself again, when it is come back to as it was left. */
  readonly release: () => void;
}

/** Asks where to sign in and goes there. Pressed twice it asks once. `onFailure` is told why the page stays. */
export const useConnect = (onFailure: (error: unknown) => void): Connecting => {
  const call = useCall();
  const returnAddress = useReturnAddress();
  const isBusy = useRef(false);
  const { mutate, reset, isPending, isSuccess } = useMutation({
    mutationFn: async () => {
      const returnTo =
        returnAddress === undefined ? connectPagePath : writeReturn(returnAddress, location.origin);
      const answer = await call('start-authorization', { query: { returnTo } });
      const address = parseTrustedAddress(readAuthorizationUrl(answer), location.hostname);
      location.assign(address ?? refuseAddress());
    },
    // Without a connection it fails now, rather than leave the page later by surprise.
    networkMode: 'always',
    onError: (error) => {
      isBusy.current = false;
      onFailure(error);
    },
  });
  const release = useCallback((): void => {
    isBusy.current = false;
    reset();
  }, [reset]);
  useEffect(() => {
    if (!isSuccess) return;
    const timer = setTimeout(release, leavingMs);
    return () => clearTimeout(timer);
  }, [isSuccess, release]);
  return {
    connect: (meantId) => {
      if (isBusy.current) return;
      isBusy.current = true;
      noteMeantAccount(meantId);
      mutate();
    },
    isOpening: isPending || isSuccess,
    release,
  };
};
