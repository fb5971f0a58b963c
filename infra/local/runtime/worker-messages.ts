/** What the runtime tells a worker: one invocation at a time. */
export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  readonly deadlineAtMs: number;
}

/** What a worker tells the runtime. Results and errors are JSON texts, as Lambda passes them on. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-failed'; readonly error: LambdaError }
  | { readonly kind: 'result'; readonly requestId: string; readonly result: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly error: LambdaError };

/** An error in the form in which Lambda reports one. */
export interface LambdaError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What a call of a function ends with; it never throws. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown; readonly requestId: string }
  | { readonly ok: false; readonly error: LambdaError; readonly requestId: string };

/** The largest request and the largest response of a synchronous call (Lambda quotas). */
export const maxPayloadBytes = 6 * 1024 * 1024;
