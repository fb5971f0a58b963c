import { useState } from 'react';
import { parseTrustedAddress } from '../address/web-address.ts';
import { initialOf } from './initial.ts';

export interface AvatarProps {
  readonly url: string | null;
  /** The first letter stands in for a picture that there is none of, or that does not load: their links expire. */
  readonly name: string;
}

/** The picture of an account. A fresh link is tried again. */
export const Avatar = ({ url, name }: AvatarProps) => {
  const [brokenAddress, setBrokenAddress] = useState<string>();
  const address = url === null ? undefined : parseTrustedAddress(url, location.hostname)?.href;
  if (address === undefined || address === brokenAddress)
    return (
      <span className="avatar" aria-hidden="true">
        {initialOf(name)}
      </span>
    );
  return (
    <img
      className="avatar"
      src={address}
      alt=""
      width={56}
      height={56}
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setBrokenAddress(address)}
    />
  );
};
