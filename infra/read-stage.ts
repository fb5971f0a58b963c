import { contextSchema, type SettingName, type StageContext } from './stage-context.ts';
import { type StageName, type StageSettings, stages } from './stages.ts';

/** A setting that cannot be used; its message is for the person who gave it. */
export class SettingError extends Error {}

/**
 * The settings of the stage that the context names (`starter` when it names none), with what the context overrides.
 * Throws a sentence naming the setting when one is not acceptable.
 */
export const readStage = (context: Readonly<Partial<Record<SettingName, unknown>>>): StageSettings => {
  const parsed = contextSchema.safeParse(context);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SettingError(
      `The setting ${issue?.path.join('.') ?? ''} is not acceptable: ${issue?.message ?? 'unknown'}.`,
    );
  }
  const given = parsed.data;
  const base = stages[given.stage ?? 'starter'];
  return {
    ...base,
    ...pick(given, [
      'crmOrigins',
      'verifiedProperties',
      'privacyUrl',
      'termsUrl',
      'verificationFiles',
      'alarmEmail',
      'logLevel',
      'tiktokPkce',
    ]),
    ...readDomain(given),
    ...readMediaKey(given, base.stage),
    ...readOidc(given),
    ...(base.stage === 'local' ? readLocalAddresses(given) : {}),
  };
};

/** The named settings that were given, without the absent ones, so that they do not hide a stage's own. */
const pick = <K extends keyof StageContext>(
  given: StageContext,
  names: readonly K[],
): { [P in K]?: NonNullable<StageContext[P]> } => {
  const picked: { [P in K]?: NonNullable<StageContext[P]> } = {};
  for (const name of names) {
    const value = given[name];
    if (value !== undefined && value !== null) picked[name] = value;
  }
  return picked;
};

const readDomain = ({ domainName, certificateArn }: StageContext): Pick<StageSettings, 'domain'> => {
  if (domainName === undefined && certificateArn === undefined) return {};
  if (domainName === undefined || certificateArn === undefined) {
    throw new SettingError('The settings domainName and certificateArn are given together or not at all.');
  }
  return { domain: { name: domainName, certificateArn } };
};

/** Staged photos are served where there is both, a domain that TikTok may verify and a key that opens addresses. */
const readMediaKey = (
  { domainName, mediaPublicKey }: StageContext,
  stage: StageName,
): Pick<StageSettings, 'mediaPublicKey' | 'mediaUrl'> => {
  if (mediaPublicKey === undefined) return {};
  if (domainName !== undefined) return { mediaPublicKey, mediaUrl: `https://${domainName}/` };
  if (stage === 'local') return { mediaPublicKey };
  throw new SettingError(
    'The setting mediaPublicKey asks for domainName and certificateArn too: TikTok pulls from a domain of your own.',
  );
};

const readOidc = ({ oidcIssuer, oidcAudience }: StageContext): Pick<StageSettings, 'oidc'> => {
  if (oidcIssuer !== undefined) {
    return { oidc: { issuer: oidcIssuer, audience: oidcAudience ?? 'creator-connect' } };
  }
  if (oidcAudience !== undefined) throw new SettingError('The setting oidcAudience asks for oidcIssuer too.');
  return {};
};

/**
 * The name under which the local site serves media to the simulator, which reaches it by loopback: TikTok pulls from https
 * alone, and `.test` belongs to nobody (RFC 6761).
 */
export const localMediaUrl = 'https://media.creator-connect.test/';

/** Without a simulator the local stack talks to TikTok itself, which reaches media under the tunnel's address. */
const readLocalAddresses = ({
  localUrl,
  simulatorUrl,
  localAwsUrl,
  mediaPublicKey,
}: StageContext): Partial<StageSettings> => {
  const publicUrl = localUrl ?? 'http://localhost:4000';
  const common = { publicUrl, localAwsUrl: localAwsUrl ?? 'http://127.0.0.1:4020' };
  const mediaUrl =
    simulatorUrl !== undefined ? localMediaUrl : publicUrl.startsWith('https:') ? `${publicUrl}/` : undefined;
  const media = mediaPublicKey === undefined || mediaUrl === undefined ? {} : { mediaUrl };
  if (simulatorUrl === undefined) return { ...common, ...media };
  return {
    ...common,
    ...media,
    tiktokAuthorizeUrl: `${simulatorUrl}/v2/auth/authorize/`,
    tiktokApiUrl: simulatorUrl,
  };
};
