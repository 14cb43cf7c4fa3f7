import { consoleLog, type HostLogEntry } from '../host/host-log.ts';

/** Timers that run all the time; what goes wrong in them is shown all the same. */
const timers: ReadonlySet<string | undefined> = new Set(['outbox', 'sla', 'retention']);

/** The host's log for whoever watches the terminal: requests and troubles, without the timers' every run. */
export function quietLog(entry: HostLogEntry): void {
  const routine = entry.level === 'information' && (timers.has(entry.functionName) || entry.category === 'system');
  if (!routine) consoleLog(entry);
}
