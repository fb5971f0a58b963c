import type { Answer, Protocol } from './aws-error.ts';
import type { ConditionContext } from './iam.ts';

export type ServiceName = 'sqs' | 'kms' | 'secretsmanager' | 's3';

/** One call as it arrived, after its signature was found to be good. */
export type Call = {
  /** The API's operation, such as `SendMessageBatch`. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** A signal that aborts when the client goes away or the stand-ins close, for a call that waits. */
  readonly watch: () => AbortSignal;
};

/** What IAM must allow before a call runs. `permission` is an IAM action, which may serve several operations. */
export type Need = {
  readonly permission: string;
  readonly resource: string;
  readonly context: ConditionContext;
};

/** A call whose input is understood: what it needs, and how to do it once that is allowed. */
export type Prepared = {
  readonly need: Need;
  readonly run: () => unknown;
};

export type Operation = (call: Call) => Prepared;

/**
 * One emulated service of the JSON protocols. S3 speaks REST and XML instead, and its bytes are streamed: it has a branch of its own
 * (s3/handle-s3.ts).
 */
export type Service = {
  readonly name: ServiceName;
  readonly targetPrefix: string;
  readonly protocol: Protocol;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Turns what an operation's `run` gave into an answer. */
  readonly answer: (result: unknown) => Answer;
  /** The names under which this service reports what every AWS service can report. */
  readonly errors: CommonErrors;
};

type ErrorShape = readonly [code: string, status: number];

export type CommonErrors = {
  readonly accessDenied: ErrorShape;
  readonly unknownKey: ErrorShape;
  readonly badSignature: ErrorShape;
  readonly missingAuthentication: ErrorShape;
  readonly unknownAction: ErrorShape;
  readonly throttled: ErrorShape;
  readonly internal: ErrorShape;
};

/** The common errors of services born with the JSON protocol. Source: the services' "Common Errors" pages. */
export const jsonErrors: CommonErrors = {
  accessDenied: ['AccessDeniedException', 400],
  unknownKey: ['UnrecognizedClientException', 403],
  badSignature: ['InvalidSignatureException', 403],
  missingAuthentication: ['MissingAuthenticationTokenException', 403],
  unknownAction: ['UnknownOperationException', 400],
  throttled: ['ThrottlingException', 400],
  internal: ['InternalFailure', 500],
};

/** SQS keeps the error names of its older query protocol. */
export const queryErrors: CommonErrors = {
  accessDenied: ['AccessDenied', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  badSignature: ['SignatureDoesNotMatch', 403],
  missingAuthentication: ['MissingAuthenticationToken', 403],
  unknownAction: ['InvalidAction', 400],
  throttled: ['RequestThrottled', 403],
  internal: ['InternalFailure', 500],
};
