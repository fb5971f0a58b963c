import { randomBytes, randomInt } from 'node:crypto';

const suffix = () => `${randomInt(1_000, 10_000)}.u1`;
const random = (sizeBytes: number) => randomBytes(sizeBytes).toString('base64url');

/** Formats of section 0.5. Tokens are opaque text of no promised length. */
export const newAccessToken = () => `act.${random(36)}!${suffix()}`;
export const newRefreshToken = () => `rft.${random(36)}!${suffix()}`;
export const newClientToken = () => `clt.${random(30)}`;

/** Always with `-`, `_`, `*` and `!`, so that a client that decodes it wrongly fails every time. */
export const newAuthorizationCode = () => `${random(24)}-_${random(12)}*0!${suffix()}`;
