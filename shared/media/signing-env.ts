import { type Environment, optionalVariable, requireVariable } from '../core/env.ts';

/** What the capability `media-signing` supplies; the last two are absent where no key was set. */
export const mediaSigningVariables = [
  'MEDIA_SIGNING_SECRET_ARN',
  'MEDIA_KEY_PAIR_ID',
  'MEDIA_PUBLIC_KEY',
] as const;

export interface MediaSigningEnvironment {
  readonly secretArn: string;
  /** By which CloudFront knows the public key. */
  readonly keyPairId: string;
  readonly publicKey: string;
}

/** With which key media addresses are signed; undefined when the deployment has none. Throws a sentence naming what is missing. */
export const readMediaSigningEnvironment = (
  environment: Environment,
): MediaSigningEnvironment | undefined => {
  const keyPairId = optionalVariable(environment, 'MEDIA_KEY_PAIR_ID');
  if (keyPairId === undefined) return undefined;
  return {
    secretArn: requireVariable(environment, 'MEDIA_SIGNING_SECRET_ARN'),
    keyPairId,
    publicKey: requireVariable(environment, 'MEDIA_PUBLIC_KEY'),
  };
};
