import type { InvocationContext } from '@azure/functions';
import { jsonLogger, type Logger, type LogLevel } from '../shared/platform/logger.ts';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** A logger whose lines belong to one invocation. `LOG_LEVEL` (default info) says which are written. */
export function invocationLogger(context: InvocationContext): Logger {
  const least = levels.find((level) => level === process.env['LOG_LEVEL']) ?? 'info';
  return {
    log(level, message, facts) {
      jsonLogger((line) => context[level](line), least).log(level, message, facts);
    },
  };
}
