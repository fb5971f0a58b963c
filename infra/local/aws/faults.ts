import { AwsError } from './aws-error.ts';
import type { CommonErrors, ServiceName } from './service.ts';

/** A failure to show instead of an answer: of one action or of all, a number of times or until cleared. */
export type Fault = {
  readonly service: ServiceName;
  readonly action?: string;
  /** `unavailable` cuts the connection without an answer. */
  readonly error: 'ThrottlingException' | 'InternalFailure' | 'unavailable';
  readonly times?: number;
};

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
        ({ fault, left }) => left > 0 && fault.service === service && (fault.action ?? action) === action,
      );
      if (met) met.left -= 1;
      return met?.fault;
    },
  };
}

/** The AWS error that a fault stands for; `unavailable` has none. */
export function describeFault(fault: Fault, errors: CommonErrors): AwsError | undefined {
  if (fault.error === 'unavailable') return undefined;
  if (fault.error === 'InternalFailure') {
    return new AwsError(
      'InternalFailure',
      'The request processing has failed because of an unknown error.',
      500,
    );
  }
  const [code, status] = errors.throttled;
  return new AwsError(code, 'Rate exceeded', status);
}
