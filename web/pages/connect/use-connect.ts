import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { parseTrustedAddress } from '../../address/web-address.ts';
import { useCall, useSessionState } from '../../shell/use-session.ts';
import { readAuthorizationUrl, refuseAddress } from './read-replies.ts';

/** This page's own address, to which an authorization leads back unless the CRM named another. */
const connectPagePath = '/platforms/connect/tiktok';

export interface Connecting {
  readonly connect: () => void;
  /** From the press until TikTok's page is there. */
  readonly isOpening: boolean;
  /** Makes the page itself again, when it is come back to as it was left. */
  readonly release: () => void;
}

/** Asks where to sign in and goes there. Pressed twice it asks once. `onFailure` is told why the page stays. */
export const useConnect = (onFailure: (error: unknown) => void): Connecting => {
  const call = useCall();
  const session = useSessionState();
  const isBusy = useRef(false);
  const { mutate, reset, isPending, isSuccess } = useMutation({
    mutationFn: async () => {
      const returnTo = (session.kind === 'active' ? session.returnTo : undefined) ?? connectPagePath;
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
  return {
    connect: () => {
      if (isBusy.current) return;
      isBusy.current = true;
      mutate();
    },
    isOpening: isPending || isSuccess,
    release: () => {
      isBusy.current = false;
      reset();
    },
  };
};
