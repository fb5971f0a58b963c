import { systemClock } from '../shared/core/clock.ts';
import { type Environment, optionalVariable, requireVariable } from '../shared/core/env.ts';
import { Secret } from '../shared/core/secret.ts';
import { connect, parseLogin, type Sql } from '../shared/database/client.ts';
import { createDataKeyStore } from '../shared/database/data-keys.ts';
import { readDatabaseEnvironment } from '../shared/database/env.ts';
import { readMediaEnvironment } from '../shared/media/env.ts';
import { createMediaSigner, parseSigningKey, type SignMedia } from '../shared/media/media-signer.ts';
import {
  createMediaReader,
  createMediaStore,
  type MediaReader,
  type MediaStore,
} from '../shared/media/media-store.ts';
import { createMediaClient } from '../shared/media/s3.ts';
import { readMediaSigningEnvironment } from '../shared/media/signing-env.ts';
import type { Platform } from '../shared/platforms/platform.ts';
import type { PostingPlatform } from '../shared/platforms/posting.ts';
import { parseAppCredentials } from '../shared/platforms/tiktok/app-credentials.ts';
import { readTiktokEnvironment } from '../shared/platforms/tiktok/env.ts';
import { createTiktok } from '../shared/platforms/tiktok/tiktok.ts';
import { readVaultEnv } from '../shared/vault/env.ts';
import { createKmsClient, createKmsKeyService } from '../shared/vault/kms.ts';
import { createSecretsClient, createStoredSecret, type StoredSecret } from '../shared/vault/stored-secret.ts';
import { createVault, type Vault } from '../shared/vault/vault.ts';

/**
 * What each capability becomes in a running function. Entry files name these on their last line and nowhere else; a
 * bundle holds only what its entry names.
 */

/** `database`: reads the login's secret, then connects at the first query. Throws `secret_unavailable`. */
export const openDatabase = async (
  environment: Environment,
  options: { statementTimeoutMs?: number; maxConnections?: number } = {},
): Promise<Sql> => {
  const { secretArn, tls } = readDatabaseEnvironment(environment);
  const secret = createStoredSecret({
    client: createSecretsClient(),
    arn: secretArn,
    clock: systemClock,
    parse: parseLogin,
  });
  return connect(await secret.read(), {
    tls,
    ...options,
    readPassword: async () => (await secret.readAgain()).password,
  });
};

/** `vault`: sealed tokens under KMS-wrapped data keys. */
export const openVault = (environment: Environment, sql: Sql): Vault => {
  const { tokenKeyArn, settings } = readVaultEnv(environment);
  return createVault({
    keyService: createKmsKeyService({ client: createKmsClient(), keyArn: tokenKeyArn }),
    dataKeyStore: createDataKeyStore(sql),
    clock: systemClock,
    settings,
  });
};

/** `app-credentials`: the registered app's key and secrets. */
export const openAppCredentials = (environment: Environment) =>
  createStoredSecret({
    client: createSecretsClient(),
    arn: readTiktokEnvironment(environment).appSecretArn,
    clock: systemClock,
    parse: parseAppCredentials,
  });

/** `app-credentials`: TikTok itself. */
export const openTiktok = (environment: Environment): Platform & PostingPlatform => {
  const credentials = openAppCredentials(environment);
  return createTiktok({
    settings: readTiktokEnvironment(environment),
    credentials: () => credentials.read(),
    credentialsAgain: () => credentials.readAgain(),
    fetch: globalThis.fetch,
  });
};

/** `media:read`: the staged media, to be read. */
export const openMediaReader = (environment: Environment): MediaReader =>
  createMediaReader(createMediaClient(), readMediaEnvironment(environment).bucket);

/** `media:write`: the staged media, to be taken in, read and deleted. */
export const openMediaStore = (environment: Environment): MediaStore =>
  createMediaStore(createMediaClient(), readMediaEnvironment(environment).bucket);

/** `media-signing`: addresses of staged media, signed for the platform. Undefined when the deployment has no key. */
export const openMediaSigner = (environment: Environment): SignMedia | undefined => {
  const settings = readMediaSigningEnvironment(environment);
  if (settings === undefined) return undefined;
  const privateKey = createStoredSecret({
    client: createSecretsClient(),
    arn: settings.secretArn,
    clock: systemClock,
    parse: parseSigningKey(settings.publicKey),
  });
  return createMediaSigner({ keyPairId: settings.keyPairId, privateKey, clock: systemClock });
};

/** `signing-secret`: what CRM and session tokens are signed with. */
export const openSigningSecret = (environment: Environment): StoredSecret<Secret> =>
  createStoredSecret({
    client: createSecretsClient(),
    arn: requireVariable(environment, 'SIGNING_SECRET_ARN'),
    clock: systemClock,
    parse: (text) => {
      // HS256 wants a key of at least 256 bits (RFC 7518 section 3.2).
      if (text.length < 32) throw new Error('The signing secret must have at least 32 characters.');
      return new Secret(text);
    },
  });

/** The OIDC issuer that a stage may set in place of the signing secret for CRM tokens. */
export const readOidcSettings = (
  environment: Environment,
): { issuer: string; audience: string } | undefined => {
  const issuer = optionalVariable(environment, 'OIDC_ISSUER');
  return issuer === undefined
    ? undefined
    : { issuer, audience: optionalVariable(environment, 'OIDC_AUDIENCE') ?? 'creator-connect' };
};
