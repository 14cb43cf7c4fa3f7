import { consoleLog, type HostLog, type HostLogEntry } from '../host/host-log.ts';
import { readableLine } from './readable-line.ts';

/** Timers that run all the time; what goes wrong in them is shown all the same. */
const timers: ReadonlySet<string | undefined> = new Set(['outbox', 'sla', 'retention']);

/** The host's log for whoever watches the terminal: requests and troubles in words, without the timers' every run. */
export function quietLog(entry: HostLogEntry): void {
  const routine = entry.level === 'information' && (timers.has(entry.functionName) || entry.category === 'system');
  if (routine) return;
  const readable = readableLine(entry.message);
  if (readable === null) consoleLog(entry);
  else (entry.level === 'information' ? process.stdout : process.stderr).write(`${readable}\n`);
}

/** One JSON object a line, on stdout: the app's own as they are in the deployed app, the host's with the little that they have. */
export const jsonLog: HostLog = ({ level, category, functionName, message }) => {
  const routine = category !== 'user' && (level === 'information' || level === 'debug' || level === 'trace');
  if (routine) return;
  const own = category === 'user' && message.startsWith('{');
  const line = own
    ? message
    : JSON.stringify({ time: new Date().toISOString(), level, category, functionName, message });
  process.stdout.write(`${line}\n`);
};
