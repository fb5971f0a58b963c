import { AwsError } from './aws-error.ts';
import type { CommonErrors, ServiceName } from './service.ts';

/** A failure to show instead of an answer: of one action or of all, a number of times or until cleared. */
export type Fault = {
  readonly service: ServiceName;
  readonly action?: string;
  /** `unavailable` cuts the connection without an answer; `answerLost` carries the call out before it does so. */
  readonly error: 'ThrottlingException' | 'InternalFailure' | 'unavailable' | 'answerLost' | ReadingError;
  readonly times?: number;
};

/**
 * What S3 can do wrong in GetObject alone: `rangeIgnored` answers a range with everything; `cutShort` ends the connection after
 * half of the bytes.
 */
type ReadingError = 'rangeIgnored' | 'cutShort';

export type Faults = {
  readonly set: (fault: Fault) => void;
  readonly clear: () => void;
  /** The fault that this call meets, if any; using it up counts. */
  readonly take: (service: ServiceName, action: string) => Fault | undefined;
};

/** An empty list of faults; the first that fits a call is the one it meets. */
export function createFaults(): Faults {
  let active: { readonly fault: Fault; left: number }[] = [];
  return {
    set: (fault) =>
      void active.push({
        fault,
        left: fault.times ?? Number.POSITIVE_INFINITY,
      }),
    clear: () => {
      active = [];
    },
    take: (service, action) => {
      const met = active.find(
        ({ fault, left }) => left > 0 && fault.service === service && actionOf(fault, action) === action,
      );
      if (met) met.left -= 1;
      return met?.fault;
    },
  };
}

function actionOf({ action, error }: Fault, called: string): string {
  return error === 'rangeIgnored' || error === 'cutShort' ? 'GetObject' : (action ?? called);
}

/** The AWS error that a fault stands for; those that only spoil the answer have none. */
export function describeFault(fault: Fault, errors: CommonErrors): AwsError | undefined {
  if (fault.error === 'InternalFailure') {
    const [code, status] = errors.internal;
    return new AwsError(code, 'The request processing has failed because of an unknown error.', status);
  }
  if (fault.error !== 'ThrottlingException') return undefined;
  const [code, status] = errors.throttled;
  return new AwsError(code, 'Rate exceeded', status);
}
