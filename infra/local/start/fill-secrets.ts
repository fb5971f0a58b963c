import type { LocalAws } from '../aws/start-aws.ts';
import type { Cloud } from '../runtime/cloud.ts';
import type { MediaKey } from './media-key.ts';

/** Puts the app's credentials and the media key into the secrets that wait for them; answers each secret's ARN by the end of its name. */
export const fillSecrets = (
  cloud: Cloud,
  aws: Pick<LocalAws, 'readSecret' | 'writeSecret'>,
  { clientKey, clientSecret }: { readonly clientKey: string; readonly clientSecret: string },
  { privateKey }: MediaKey,
): Record<string, string> => {
  const arns = Object.fromEntries(
    cloud.ofType('AWS::SecretsManager::Secret').map((placed) => {
      const name = placed.resource.Properties['Name'];
      return [
        typeof name === 'string' ? (name.split('/').at(-1) ?? name) : placed.logicalId,
        cloud.identityOf(placed).ref,
      ];
    }),
  );
  const contents = {
    'tiktok-app': JSON.stringify({ clientKey, clientSecret }),
    'media-signing-key': privateKey,
  };
  for (const [name, content] of Object.entries(contents)) {
    const arn = arns[name];
    if (arn !== undefined && aws.readSecret(arn) !== content) aws.writeSecret(arn, content);
  }
  return arns;
};
