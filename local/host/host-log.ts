import type { LogCategory, LogLevel } from './core-types.ts';

/** One line of the host's log. */
export interface HostLogEntry {
  readonly level: LogLevel;
  readonly category: LogCategory;
  readonly message: string;
  readonly invocationId?: string;
  readonly functionName?: string;
}

/** Takes one line of the host's log; must not throw. */
export type HostLog = (entry: HostLogEntry) => void;

const quiet: ReadonlySet<LogLevel> = new Set(['trace', 'debug', 'none']);
const alarming: ReadonlySet<LogLevel> = new Set(['error', 'critical', 'warning']);

/** The default log: one line on stderr for warnings and worse, stdout for information, nothing for debug and trace. */
export function consoleLog(entry: HostLogEntry): void {
  if (quiet.has(entry.level)) return;
  const origin = entry.functionName === undefined ? entry.category : entry.functionName;
  const stream = alarming.has(entry.level) ? process.stderr : process.stdout;
  stream.write(`[${entry.level}] ${origin}: ${entry.message}\n`);
}

/** The text of anything thrown: the stack of an Error, else its string form. */
export function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** The message alone of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
