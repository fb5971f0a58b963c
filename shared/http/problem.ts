import { problems } from '../contract/problems.ts';
import { Failure } from '../core/failure.ts';

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly in: string; readonly pointer: string; readonly detail: string }[];
}

/** A surprise says nothing of itself to the caller; the log has it under the request id. */
const asFailure = (thrown: unknown): Failure =>
  thrown instanceof Failure
    ? thrown
    : new Failure('internal_error', {
        detail:
          'Something went wrong on our side. Try again; if it stays, give your operator the request id.',
        cause: thrown,
      });

/** The problem document (RFC 9457) for what was thrown. */
export const describeProblem = (thrown: unknown, path: string, requestId: string): ProblemDocument => {
  const { code, detail, errors } = asFailure(thrown);
  const { status, title } = problems[code];
  return {
    type: `urn:creator-connect:problem:${code.replaceAll('_', '-')}`,
    title,
    status,
    detail,
    instance: path,
    code,
    requestId,
    ...(errors.length === 0 ? {} : { errors }),
  };
};
