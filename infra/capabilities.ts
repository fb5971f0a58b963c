import type { siteVariables } from '../shared/accounts/site.ts';
import type { Capability, FunctionRow, QueueName, Trigger } from '../shared/contract/rows.ts';
import type { databaseVariables } from '../shared/database/env.ts';
import { mediaPrefix, type mediaVariables } from '../shared/media/env.ts';
import type { mediaSigningVariables } from '../shared/media/signing-env.ts';
import type { tiktokVariables } from '../shared/platforms/tiktok/env.ts';
import type { postingVariables } from '../shared/posts/posting-settings.ts';
import { deadLetterUrlVariable, queueUrlVariable } from '../shared/queue/env.ts';
import type { StageSettings } from './stages.ts';

/** An allowed set of actions, as IAM writes it. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What a capability supplies: variables, permissions, and whether it needs the private network. */
export interface Supply {
  readonly environment: Readonly<Record<string, string>>;
  readonly grants: readonly Grant[];
  readonly network: 'vpc' | 'none';
}

/** Where things are; the stacks fill it in. */
export interface Places {
  readonly stage: StageSettings;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly tokenKeyArn: string;
  readonly secrets: Readonly<Record<SecretName, string>>;
  readonly queues: Readonly<
    Record<QueueName, { readonly main: QueuePlace; readonly deadLetters: QueuePlace }>
  >;
  readonly media: {
    readonly name: string;
    readonly arn: string;
    /** By which CloudFront knows the public key of signed addresses; absent when the stage sets none. */
    readonly keyPairId?: string | undefined;
  };
}

export interface QueuePlace {
  readonly url: string;
  readonly arn: string;
}

/** The secrets, each named `creator-connect/<stage>/<name>`. */
export type SecretName =
  | 'database-owner'
  | 'database-app'
  | 'database-worker'
  | 'tiktok-app'
  | 'crm-signing-secret'
  | 'media-signing-key';

type QueueUse = Capability extends infer C ? (C extends `queue:${string}:${infer Use}` ? Use : never) : never;
type PlainCapability = Exclude<Capability, `queue:${string}`>;

/** The login a function has, by what starts it: row-level security treats the two differently (design, section 5). */
type DatabaseLogin = Extract<SecretName, `database-${string}`>;
const loginOf: Readonly<Record<Trigger, DatabaseLogin>> = {
  http: 'database-app',
  webhook: 'database-app',
  queue: 'database-worker',
  schedule: 'database-worker',
  deploy: 'database-owner',
};

const readSecrets = (...arns: readonly string[]): Grant => ({
  actions: ['secretsmanager:GetSecretValue'],
  resources: arns,
});

/** The database by one login, whose secret the function may read and no other's. */
const databaseAs = (login: DatabaseLogin, { stage, secrets }: Places): Supply => ({
  network: 'vpc',
  environment: {
    ...({ DATABASE_SECRET_ARN: secrets[login], DATABASE_TLS: stage.databaseTls } satisfies Record<
      (typeof databaseVariables)[number],
      string
    >),
    // Where Lambda's Node runtime keeps Amazon's certificate authorities, RDS's among them. Since Node 20 they
    // are no longer loaded unasked (Lambda developer guide, "CA certificate loading").
    ...(stage.databaseTls === 'verify' ? { NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem' } : {}),
  },
  grants: [readSecrets(secrets[login])],
});

/** What the migration needs to give the two logins their passwords. */
const setsLogins = ({ secrets }: Places): Supply => ({
  network: 'none',
  environment: {
    APP_LOGIN_SECRET_ARN: secrets['database-app'],
    WORKER_LOGIN_SECRET_ARN: secrets['database-worker'],
  },
  grants: [readSecrets(secrets['database-app'], secrets['database-worker'])],
});

const together = (supplies: readonly Supply[]): Supply => ({
  environment: Object.assign({}, ...supplies.map(({ environment }) => environment)),
  grants: supplies.flatMap(({ grants }) => grants),
  network: supplies.some(({ network }) => network === 'vpc') ? 'vpc' : 'none',
});

/**
 * Actions on media, and the right to list: without it S3 answers 403 for an object that is not there, as it does for a
 * missing permission, and the two could not be told apart.
 */
const mediaBy =
  (...actions: readonly string[]) =>
  (_row: FunctionRow, { stage, media }: Places): Supply => ({
    network: 'none',
    environment: {
      MEDIA_BUCKET: media.name,
      MEDIA_RETENTION_DAYS: String(stage.mediaRetentionDays),
    } satisfies Record<(typeof mediaVariables)[number], string>,
    grants: [
      { actions, resources: [`${media.arn}/${mediaPrefix}*`] },
      { actions: ['s3:ListBucket'], resources: [media.arn] },
    ],
  });

const plainCapabilities: Readonly<Record<PlainCapability, (row: FunctionRow, places: Places) => Supply>> = {
  database: ({ trigger }, places) => {
    const supply = databaseAs(loginOf[trigger], places);
    return trigger === 'deploy' ? together([supply, setsLogins(places)]) : supply;
  },

  'all-tenants-database': (_row, places) => databaseAs('database-worker', places),

  vault: (_row, { tokenKeyArn }) => ({
    network: 'none',
    environment: { TOKEN_KEY_ARN: tokenKeyArn },
    grants: [
      {
        actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
        resources: [tokenKeyArn],
        conditions: {
          StringEquals: { 'kms:EncryptionContext:service': 'creator-connect' },
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['service', 'tenant'] },
        },
      },
    ],
  }),

  site: (_row, { stage, publicUrl }) => ({
    network: 'none',
    environment: {
      PUBLIC_URL: publicUrl,
      ...(stage.crmOrigins.length === 0 ? {} : { CRM_ORIGINS: stage.crmOrigins.join(',') }),
    } satisfies Partial<Record<(typeof siteVariables)[number], string>>,
    grants: [],
  }),

  'app-credentials': (_row, { stage, publicUrl, secrets }) => ({
    network: 'none',
    environment: {
      TIKTOK_APP_SECRET_ARN: secrets['tiktok-app'],
      TIKTOK_AUTHORIZE_URL: stage.tiktokAuthorizeUrl,
      TIKTOK_API_URL: stage.tiktokApiUrl,
      TIKTOK_REDIRECT_URI: `${publicUrl}/api/auth/tiktok/callback`,
      TIKTOK_PKCE: stage.tiktokPkce,
      WEBHOOK_MAX_AGE_SECONDS: String(stage.webhookMaxAgeSeconds),
    } satisfies Record<(typeof tiktokVariables)[number], string>,
    grants: [readSecrets(secrets['tiktok-app'])],
  }),

  'signing-secret': (_row, { stage, secrets }) => ({
    network: 'none',
    environment: {
      SIGNING_SECRET_ARN: secrets['crm-signing-secret'],
      ...(stage.oidc === undefined
        ? {}
        : { OIDC_ISSUER: stage.oidc.issuer, OIDC_AUDIENCE: stage.oidc.audience }),
    },
    grants: [readSecrets(secrets['crm-signing-secret'])],
  }),

  'posting-settings': (_row, { stage }) => ({
    network: 'none',
    environment: {
      ...(stage.mediaUrl === undefined ? {} : { MEDIA_URL: stage.mediaUrl }),
      ...(stage.verifiedProperties.length === 0
        ? {}
        : { VERIFIED_PROPERTIES: stage.verifiedProperties.join(',') }),
    } satisfies Partial<Record<(typeof postingVariables)[number], string>>,
    grants: [],
  }),

  'media-signing': (_row, { stage, secrets, media: { keyPairId } }) => ({
    network: 'none',
    environment: {
      MEDIA_SIGNING_SECRET_ARN: secrets['media-signing-key'],
      ...(keyPairId === undefined || stage.mediaPublicKey === undefined
        ? {}
        : { MEDIA_KEY_PAIR_ID: keyPairId, MEDIA_PUBLIC_KEY: stage.mediaPublicKey }),
    } satisfies Partial<Record<(typeof mediaSigningVariables)[number], string>>,
    grants: [readSecrets(secrets['media-signing-key'])],
  }),

  'media:read': mediaBy('s3:GetObject'),

  // A presigned address allows what its signer may do: PutObject covers each part that a browser sends.
  'media:write': mediaBy(
    's3:GetObject',
    's3:PutObject',
    's3:AbortMultipartUpload',
    's3:ListMultipartUploadParts',
    's3:DeleteObject',
  ),
};

/** What receiving takes, by Lambda's event source mapping as well as by hand. */
const receive = (queue: QueuePlace, ...more: readonly string[]): Grant => ({
  actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', ...more],
  resources: [queue.arn],
});
const send = (queue: QueuePlace): Grant => ({ actions: ['sqs:SendMessage'], resources: [queue.arn] });

const queueUses: Readonly<Record<QueueUse, (queue: QueueName, places: Places) => Supply>> = {
  send: (queue, { queues }) => ({
    network: 'none',
    environment: { [queueUrlVariable(queue)]: queues[queue].main.url },
    grants: [send(queues[queue].main)],
  }),
  consume: (queue, { stage, queues }) => ({
    network: 'none',
    environment: {
      ...queueVariables(queue, queues[queue]),
      PUT_OFF_FIRST_SECONDS: String(stage.putOff.firstSeconds),
      PUT_OFF_LONGEST_SECONDS: String(stage.putOff.longestSeconds),
    },
    // The consumer moves an event that keeps failing to the dead letters itself.
    grants: [receive(queues[queue].main, 'sqs:ChangeMessageVisibility'), send(queues[queue].deadLetters)],
  }),
  redrive: (queue, { queues }) => ({
    network: 'none',
    environment: queueVariables(queue, queues[queue]),
    grants: [receive(queues[queue].deadLetters), send(queues[queue].main)],
  }),
  count: (queue, { queues }) => ({
    network: 'none',
    environment: { [queueUrlVariable(queue)]: queues[queue].main.url },
    grants: [{ actions: ['sqs:GetQueueAttributes'], resources: [queues[queue].main.arn] }],
  }),
};

const queueVariables = (queue: QueueName, { main, deadLetters }: Places['queues'][QueueName]) => ({
  [queueUrlVariable(queue)]: main.url,
  [deadLetterUrlVariable(queue)]: deadLetters.url,
});

/** What one capability supplies to a row. Each capability has its entry above, or this file does not compile. */
export const supplyOf = (capability: Capability, row: FunctionRow, places: Places): Supply => {
  if (!isQueueCapability(capability)) return plainCapabilities[capability](row, places);
  const [queue, use] = splitQueueCapability(capability);
  return queueUses[use](queue, places);
};

type QueueCapability = Extract<Capability, `queue:${string}`>;

const isQueueCapability = (capability: Capability): capability is QueueCapability =>
  capability.startsWith('queue:');

const splitQueueCapability = (capability: QueueCapability): readonly [QueueName, QueueUse] => {
  const [, queue, use] = capability.split(':') as ['queue', QueueName, QueueUse];
  return [queue, use];
};

/** All that a row's `uses` supply together. */
export const suppliesOf = (row: FunctionRow, places: Places): Supply =>
  together(row.uses.map((capability) => supplyOf(capability, row, places)));
