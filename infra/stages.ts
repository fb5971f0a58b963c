/** Everything in which one deployment may differ from another. Nothing else in `infra` asks for the stage's name. */
export interface StageSettings {
  readonly stage: StageName;
  /** The site's own domain with its certificate (us-east-1, as CloudFront asks); without both, CloudFront's. */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  /** The address of the site where no distribution stands before it: the local stack, or a tunnel to it. */
  readonly publicUrl?: string;
  /** Where a browser reaches the stand-in of S3, on the local stack. */
  readonly localAwsUrl?: string;
  /** Origins of the CRM, which CORS admits and `returnTo` may name. */
  readonly crmOrigins: readonly string[];
  readonly oidc?: { readonly issuer: string; readonly audience: string };
  /** Where staged photos are served, with a slash at the end; the platform takes photos from nowhere else. */
  readonly mediaUrl?: string;
  /** Of the key pair whose private half signs addresses of staged photos, as PEM; without it none are served. */
  readonly mediaPublicKey?: string;
  /** Domains and address prefixes that TikTok knows as ours: only from there does it pull. */
  readonly verifiedProperties: readonly string[];
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
  /** Most invocations at once of one queue's consumer, which the database has to bear; Lambda asks for two or more. */
  readonly maxConcurrency: number;
  /** The same of a consumer without the database. A new account runs ten functions at once, all in all. */
  readonly maxConcurrencyWithoutDatabase: number;
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
  verifiedProperties: [],
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
  maxConcurrencyWithoutDatabase: 4,
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
  maxConcurrencyWithoutDatabase: 20,
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
