import type * as z from 'zod';
import type { FailureCode } from '../core/failure.ts';

/** What a function may reach. Its environment, its grants and its network follow from these words alone. */
export type Capability =
  /** The database by the login that the trigger has: bound to one tenant over HTTP, to none elsewhere. */
  | 'database'
  /** The database as `worker`, which sees every tenant: for a route of the whole deployment (scope `operate`). */
  | 'all-tenants-database'
  | 'vault'
  | 'site'
  | 'app-credentials'
  | 'signing-secret'
  /** Where staged photos are served, and which addresses the platform may pull from. */
  | 'posting-settings'
  /** With what the addresses of staged photos are signed for the platform. */
  | 'media-signing'
  /** The staged media: to read them, or to take them in and delete them besides. */
  | 'media:read'
  | 'media:write'
  /** `count` asks how many messages wait, and reads none. */
  | `queue:${QueueName}:${'send' | 'consume' | 'redrive' | 'count'}`;

export type QueueName =
  | 'webhook-events'
  | 'token-lifeboat'
  | 'submit-posts'
  | 'transfer-media'
  | 'post-progress';

/** What starts a function; also the folder its entry file lies in. */
export type Trigger = 'http' | 'webhook' | 'queue' | 'schedule' | 'deploy';

export const scopes = ['connect', 'publish', 'read', 'admin', 'operate'] as const;
export type Scope = (typeof scopes)[number];

/** One Lambda function. Its entry file is `functions/<trigger>/<operationId>.ts`. */
export interface FunctionRow {
  readonly operationId: string;
  readonly trigger: Trigger;
  readonly summary: string;
  readonly uses: readonly Capability[];
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/**
 * Who may call a route: `none` anyone; `signature` whoever holds the platform's client secret; `scope` a caller with
 * that scope; `caller` any verified caller, the operation itself deciding what it may do.
 */
export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'signature' }
  | { readonly kind: 'scope'; readonly scope: Scope }
  | { readonly kind: 'caller' };

export interface Reply {
  readonly description: string;
  /** The JSON body; absent for an empty one. */
  readonly body?: z.ZodType;
  /** Names of headers this reply carries besides the common ones. */
  readonly headers?: readonly string[];
}

export interface Route extends FunctionRow {
  readonly trigger: 'http' | 'webhook';
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With `{name}` for path parameters, as API Gateway and OpenAPI both write it. */
  readonly path: `/api/${string}`;
  readonly auth: Auth;
  /** Requests per second and burst, as API Gateway's route settings take them. */
  readonly throttle: { readonly ratePerSecond: number; readonly burst: number };
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Whether it takes an `Idempotency-Key`, so that a request that is repeated has one effect. */
  readonly isIdempotent?: boolean;
  /** Largest request body in bytes; a larger one is a 413. */
  readonly maxBodyBytes: number;
  readonly replies: Readonly<Record<number, Reply>>;
  /** The failures of its own that the operation can answer with, beside those every route of its kind has. */
  readonly failures: readonly FailureCode[];
}

/** A queue with its dead-letter queue `<name>-dlq`. */
export interface QueueRow {
  readonly name: QueueName;
  readonly holds: string;
  readonly retentionDays: number;
  readonly maxReceives: number;
  readonly visibilitySeconds: number;
  readonly maxMessageBytes: number;
  /** The longest that a message is sent to wait before anybody gets it; absent when none is. */
  readonly delayMaxSeconds?: number;
}

export interface Consumer extends FunctionRow {
  readonly trigger: 'queue';
  readonly queue: QueueName;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
}

export interface Schedule extends FunctionRow {
  readonly trigger: 'schedule';
  readonly everyMinutes: number;
}

/** A function that CloudFormation calls during a deployment. */
export interface DeployStep extends FunctionRow {
  readonly trigger: 'deploy';
}

/** Keeps a row's literal types, which the edge reads, while checking its form. */
export const defineRoute = <const R extends Route>(route: R): R => route;

/** The entry file of a row, from the root of the repository. */
export const entryOf = (row: FunctionRow): string => `functions/${row.trigger}/${row.operationId}.ts`;

/** Whether a row reaches the database, by whichever login: what follows from that alone is its network. */
export const usesDatabase = ({ uses }: Pick<FunctionRow, 'uses'>): boolean =>
  uses.includes('database') || uses.includes('all-tenants-database');

/** Whether a row reaches the staged media. */
export const usesMedia = ({ uses }: Pick<FunctionRow, 'uses'>): boolean =>
  uses.includes('media:read') || uses.includes('media:write');
