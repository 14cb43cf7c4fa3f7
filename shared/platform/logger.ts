import { redact } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Facts of one log line. Ids and figures only: no personal data, no secret. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Writes one line per call. */
export interface Logger {
  log(level: LogLevel, message: string, facts?: LogFacts): void;
}

/** A logger that prints one JSON object a line to `write`; lines below `least` are dropped, secrets are hidden. */
export function jsonLogger(write: (line: string) => void, least: LogLevel = 'info'): Logger {
  const order: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
  return {
    log(level, message, facts = {}) {
      if (order[level] < order[least]) return;
      const shown = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, redact(name, value)]));
      write(JSON.stringify({ time: new Date().toISOString(), level, message: redact('message', message), ...shown }));
    },
  };
}
