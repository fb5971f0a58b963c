import { useState } from 'react';
import { parseTrustedAddress } from '../../address/web-address.ts';
import { initialOf } from './standing.ts';

export interface AvatarProps {
  readonly address: string | null;
  readonly name: string;
}

/** The picture, or the initial when there is none or it has expired. It says nothing that the name does not. */
export const Avatar = ({ address, name }: AvatarProps) => {
  const [broken, setBroken] = useState<string>();
  const picture = parseTrustedAddress(address ?? '', location.hostname)?.href;
  if (picture === undefined || picture === broken)
    return (
      <span className="avatar" aria-hidden="true">
        {initialOf(name)}
      </span>
    );
  return (
    <img
      className="avatar"
      alt=""
      width="56"
      height="56"
      decoding="async"
      referrerPolicy="no-referrer"
      src={picture}
      onError={() => setBroken(picture)}
    />
  );
};
