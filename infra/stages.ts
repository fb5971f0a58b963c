import * as z from 'zod';

/** Everything in which one deployment may differ from another. Nothing else in `infra` asks for the stage's name. */
export interface StageSettings {
  readonly stage: StageName;
  /** The site's own domain with its certificate (us-east-1, as CloudFront asks); without both, CloudFront's. */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  /** The address of the site where no distribution stands before it: the local stack, or a tunnel to it. */
  readonly publicUrl?: string;
  /** Origins of the CRM, which CORS admits and `returnTo` may name. */
  readonly crmOrigins: readonly string[];
  readonly oidc?: { readonly issuer: string; readonly audience: string };
  /** Where `/privacy` and `/terms` of the site lead; TikTok's review asks for both under the app's domain. */
  readonly privacyUrl?: string;
  readonly termsUrl?: string;
  /** Files at the root of the site by which TikTok verifies its owner: name → content. */
  readonly verificationFiles: Readonly<Record<string, string>>;
  readonly tiktokAuthorizeUrl: string;
  readonly tiktokApiUrl: string;
  /** `hex` for an app to which TikTok's authorize page shows the code_challenge error (tiktok-api.md, section 1.4). */
  readonly tiktokPkce: 'off' | 'hex';
  readonly webhookMaxAgeSeconds: number;
  /** How long uploaded media are kept; a post that is scheduled later than that cannot use them. */
  readonly mediaRetentionDays: number;
  /** How long a message waits while the database is away: doubling from the first to the longest. */
  readonly putOff: { readonly firstSeconds: number; readonly longestSeconds: number };
  readonly alarmEmail?: string;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly logRetentionDays: 30 | 90;
  readonly databaseTls: 'verify' | 'off';
  readonly database: DatabaseSettings;
  readonly natKind: 'instance' | 'gateways';
  /** Most invocations at once of one queue's consumer; Lambda asks for two or more. */
  readonly maxConcurrency: number;
  /** Keeps the data and refuses to delete the stacks. */
  readonly isProtected: boolean;
}

export interface DatabaseSettings {
  /** Without the `db.` prefix; Graviton. */
  readonly instanceClass: string;
  readonly multiAz: boolean;
  readonly backupDays: number;
  readonly storageGb: number;
  readonly maxStorageGb: number;
  /** When the alarm rings: about 70 % of what the class's memory admits (bytes ÷ 9,531,392, less RDS's own). */
  readonly alarmConnections: number;
}

export const stageNames = ['starter', 'production', 'local'] as const;
export type StageName = (typeof stageNames)[number];

const starter: StageSettings = {
  stage: 'starter',
  crmOrigins: [],
  verificationFiles: {},
  tiktokAuthorizeUrl: 'https://www.tiktok.com/v2/auth/authorize/',
  tiktokApiUrl: 'https://open.tiktokapis.com',
  tiktokPkce: 'off',
  // TikTok retries for 72 hours and may not sign again.
  webhookMaxAgeSeconds: 73 * 3600,
  mediaRetentionDays: 30,
  putOff: { firstSeconds: 5, longestSeconds: 900 },
  logLevel: 'INFO',
  logRetentionDays: 30,
  databaseTls: 'verify',
  database: {
    instanceClass: 't4g.micro',
    multiAz: false,
    backupDays: 7,
    storageGb: 20,
    maxStorageGb: 100,
    alarmConnections: 55,
  },
  natKind: 'instance',
  maxConcurrency: 2,
  isProtected: false,
};

const production: StageSettings = {
  ...starter,
  stage: 'production',
  logRetentionDays: 90,
  database: {
    instanceClass: 't4g.medium',
    multiAz: true,
    backupDays: 30,
    storageGb: 50,
    maxStorageGb: 500,
    alarmConnections: 280,
  },
  natKind: 'gateways',
  maxConcurrency: 5,
  isProtected: true,
};

/** The settings of each stage before the context changes them; `local` is `starter` but for what a machine of one's own needs. */
export const stages: Readonly<Record<StageName, StageSettings>> = {
  starter,
  production,
  local: {
    ...starter,
    stage: 'local',
    databaseTls: 'off',
    // An outage is tried out here, and nobody waits a quarter of an hour for its end.
    putOff: { firstSeconds: 1, longestSeconds: 5 },
  },
};

const httpsOrigin = z
  .url({ protocol: /^https?$/ })
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    message: 'must be an origin, such as https://crm.example.com, without a path',
  });
const httpsAddress = z.url({ protocol: /^https$/ });
const ownAddress = z.url({ protocol: /^https?$/ }).refine((text) => !text.endsWith('/'), {
  message: 'must not end with a slash',
});
const commaList = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
  z.array(httpsOrigin),
);

/** What is not JSON stays text, which the schema then refuses by the setting's name. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const certificate = z
  .string()
  .regex(/^arn:[^:]+:acm:us-east-1:\d{12}:certificate\/.+$/, 'must be a certificate in us-east-1');
const files = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z.record(z.string().regex(/^[\w.-]+\.(txt|html)$/), z.string().max(10_000)),
);

/** What `-c name=value` or the `context` of `cdk.json` may set. */
const deploymentSchema = z.strictObject({
  stage: z
    .enum(stageNames)
    .optional()
    .describe(
      '`starter` (when absent: small, cheap, deleted with its stacks) or `production` (two zones, protected).',
    ),
  domainName: z
    .hostname()
    .optional()
    .describe(
      "The site's own domain, with `certificateArn`; otherwise the site has an address of CloudFront.",
    ),
  certificateArn: certificate.optional().describe('The certificate of that domain, in us-east-1.'),
  crmOrigins: commaList
    .optional()
    .describe('Origins of the CRM, comma-separated: CORS admits them, and `returnTo` may name them.'),
  oidcIssuer: httpsAddress
    .optional()
    .describe('An issuer whose tokens the API takes as CRM tokens, in place of the signing secret.'),
  oidcAudience: z.string().min(1).optional().describe('Their audience; `creator-connect` when absent.'),
  privacyUrl: httpsAddress.optional().describe("Where `/privacy` of the site leads, for TikTok's review."),
  termsUrl: httpsAddress.optional().describe("Where `/terms` of the site leads, for TikTok's review."),
  verificationFiles: files
    .optional()
    .describe(
      'Files by which TikTok verifies the site, as JSON: `{"tiktok….txt": "tiktok-developers-site-verification=…"}`.',
    ),
  alarmEmail: z.email().optional().describe('Who is told of alarms; the address has to be confirmed once.'),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).optional().describe('`INFO` when absent.'),
  tiktokPkce: z
    .enum(['off', 'hex'])
    .optional()
    .describe("`hex` when TikTok's authorize page complains of `code_challenge`; `off` when absent."),
});

/** What the local runtime sets besides, since its ports may differ. */
const contextSchema = deploymentSchema.extend({
  localUrl: ownAddress.optional(),
  simulatorUrl: ownAddress.optional(),
});

/** The settings of a deployment, for the README. */
export const settings: readonly { readonly name: string; readonly description: string }[] = Object.entries(
  deploymentSchema.shape,
).map(([name, { description }]) => ({ name, description: description ?? '' }));

/** A setting that cannot be used; its message is for the person who gave it. */
export class SettingError extends Error {}

/** The names a caller may set in the context. */
export const settingNames = contextSchema.keyof().options;
export type SettingName = (typeof settingNames)[number];
type Context = z.infer<typeof contextSchema>;

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
      'privacyUrl',
      'termsUrl',
      'verificationFiles',
      'alarmEmail',
      'logLevel',
      'tiktokPkce',
    ]),
    ...readDomain(given),
    ...readOidc(given),
    ...(base.stage === 'local' ? readLocalAddresses(given) : {}),
  };
};

/** The named settings that were given, without the absent ones, so that they do not hide a stage's own. */
const pick = <K extends keyof Context>(
  given: Context,
  names: readonly K[],
): { [P in K]?: NonNullable<Context[P]> } => {
  const picked: { [P in K]?: NonNullable<Context[P]> } = {};
  for (const name of names) {
    const value = given[name];
    if (value !== undefined && value !== null) picked[name] = value;
  }
  return picked;
};

const readDomain = ({ domainName, certificateArn }: Context): Pick<StageSettings, 'domain'> => {
  if (domainName === undefined && certificateArn === undefined) return {};
  if (domainName === undefined || certificateArn === undefined) {
    throw new SettingError('The settings domainName and certificateArn are given together or not at all.');
  }
  return { domain: { name: domainName, certificateArn } };
};

const readOidc = ({ oidcIssuer, oidcAudience }: Context): Pick<StageSettings, 'oidc'> => {
  if (oidcIssuer !== undefined) {
    return { oidc: { issuer: oidcIssuer, audience: oidcAudience ?? 'creator-connect' } };
  }
  if (oidcAudience !== undefined) throw new SettingError('The setting oidcAudience asks for oidcIssuer too.');
  return {};
};

/** Without a simulator the local stack talks to TikTok itself. */
const readLocalAddresses = ({ localUrl, simulatorUrl }: Context): Partial<StageSettings> => ({
  publicUrl: localUrl ?? 'http://localhost:4000',
  ...(simulatorUrl === undefined
    ? {}
    : { tiktokAuthorizeUrl: `${simulatorUrl}/v2/auth/authorize/`, tiktokApiUrl: simulatorUrl }),
});
