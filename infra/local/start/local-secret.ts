import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readRunningStack } from './stack-file.ts';

/** What a command beside the running stack needs of it. */
export interface LocalAccess {
  /** Of the API, without a slash at the end. */
  readonly url: string;
  readonly signingSecret: string;
}

/** Asks the local stack's Secrets Manager. Undefined when no stack runs in this state folder. */
export const readLocalAccess = async (stateDir: string): Promise<LocalAccess | undefined> => {
  const stack = await readRunningStack(stateDir);
  if (stack?.running?.signingSecretArn === undefined) return undefined;
  const { awsUrl, region, accessKeyId, secretAccessKey, signingSecretArn, webUrl } = stack.running;
  const client = new SecretsManagerClient({
    endpoint: awsUrl,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: signingSecretArn }));
  if (SecretString === undefined) throw new Error(`The secret ${signingSecretArn} holds no text.`);
  return { url: webUrl, signingSecret: SecretString };
};
