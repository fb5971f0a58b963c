import { Logger } from '@aws-lambda-powertools/logger';

export type LogFields = Readonly<Record<string, unknown>>;

/** One structured line an event. Fields hold ids, codes and counts, never a body, a query or a secret. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/**
 * What a log may hold of an error: its names and messages down the causes, never its other fields, where a driver
 * keeps a statement's values.
 */
export const describeError = (thrown: unknown, depth = 0): LogFields => {
  if (!(thrown instanceof Error)) return { name: typeof thrown };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  return {
    name: thrown.name,
    message: thrown.message.slice(0, 500),
    ...(code === undefined ? {} : { code }),
    ...(depth === 0
      ? {
          stack: thrown.stack
            ?.split('\n')
            .slice(1, 8)
            .map((line) => line.trim()),
        }
      : {}),
    ...(thrown.cause === undefined || depth > 3 ? {} : { cause: describeError(thrown.cause, depth + 1) }),
  };
};

/** The log of a function: JSON lines on standard output, by Powertools. */
export const createLog = (): Log => {
  const logger = new Logger();
  const line = (fields: LogFields | undefined) => ({ ...fields });
  return {
    info: (message, fields) => logger.info(message, line(fields)),
    warn: (message, fields) => logger.warn(message, line(fields)),
    error: (message, fields) => logger.error(message, line(fields)),
  };
};
