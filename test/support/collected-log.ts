import { inspect } from 'node:util';
import type { Log, LogFields } from '../../shared/core/log.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields | undefined;
}

export interface CollectedLog extends Log {
  readonly lines: readonly LogLine[];
  /** Every line as it could be printed, whole: for looking for what must not be there. */
  text(): string;
}

/** A log that keeps its lines. */
export const collectLog = (): CollectedLog => {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (message: string, fields?: LogFields) => {
    lines.push({ level, message, fields });
  };
  return {
    lines,
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    text: () => `${inspect(lines, { depth: 20, maxStringLength: null })}\n${JSON.stringify(lines)}`,
  };
};
