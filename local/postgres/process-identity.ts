import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process as it can be told apart from a later one that was given the same pid. */
export interface ProcessIdentity {
  /** Equal for the same process, different for any other: when it was started, to the system's precision. */
  readonly started: string;
  /** The command line, arguments parted by one space. A process may have rewritten it. */
  readonly command: string;
}

/** Whether the pid is taken, by whomever; a zombie counts. */
function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process is there, but the system does not tell which. */
const UNTOLD: ProcessIdentity = { started: '', command: '' };

/** Who runs under this pid; undefined when nobody does, both fields empty when the system does not tell. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  if (!pidExists(pid)) return undefined;
  try {
    if (process.platform === 'linux') return await identifyOnLinux(pid);
    if (process.platform === 'win32') return await identifyOnWindows(pid);
    return await identifyWithPs(pid);
  } catch {
    return pidExists(pid) ? UNTOLD : undefined;
  }
}

async function identifyOnLinux(pid: number): Promise<ProcessIdentity | undefined> {
  const [stat, command, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/cmdline`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  // The name, second field, may hold spaces and brackets: the fields are counted from its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  // The start is counted from the boot, so the boot belongs to it.
  return { started: `${boot.trim()}/${fields[19] ?? ''}`, command: command.split('\0').join(' ').trim() };
}

async function identifyWithPs(pid: number): Promise<ProcessIdentity | undefined> {
  const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  const { stdout } = await run('ps', ['-ww', '-o', 'stat=,lstart=,command=', '-p', String(pid)], { env });
  const match = /^\s*(\S+)\s+(\w+ +\w+ +\d+ +[\d:]+ +\d+)\s+(.*)$/.exec(stdout.trim());
  const [, state = '', started = '', command = ''] = match ?? [];
  if (match === null) return UNTOLD;
  return state.startsWith('Z') ? undefined : { started, command };
}

async function identifyOnWindows(pid: number): Promise<ProcessIdentity | undefined> {
  const script =
    `$p = Get-CimInstance Win32_Process -Filter 'ProcessId=${pid}'; ` +
    `if ($p) { $p.CreationDate.ToUniversalTime().Ticks; $p.CommandLine }`;
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
  const [started = '', ...command] = stdout.trim().split(/\r?\n/);
  return started === '' ? undefined : { started, command: command.join(' ') };
}
