import { useState } from 'react';
import { parseTrustedAddress } from '../../address/web-address.ts';

interface AvatarProps {
  readonly url: string | null;
  readonly name: string;
}

/** A creator's picture; the initial where there is none, it has expired, or the CRM's page lets none in. */
export const Avatar = ({ url, name }: AvatarProps) => {
  const [broken, setBroken] = useState<string>();
  const address = parseTrustedAddress(url ?? '', location.hostname);
  if (address === undefined || broken === address.href) {
    return (
      <span className="avatar" part="avatar" aria-hidden="true">
        {[...name.replace('@', '')][0]?.toUpperCase() ?? '?'}
      </span>
    );
  }
  return (
    <img
      className="avatar"
      part="avatar"
      alt=""
      width="44"
      height="44"
      decoding="async"
      referrerPolicy="no-referrer"
      src={address.href}
      onError={() => setBroken(address.href)}
    />
  );
};
