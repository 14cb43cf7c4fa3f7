import { once } from 'node:events';
import { mkdir, realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findBinaries } from './binaries.ts';
import { SUPERUSER, ensureCluster } from './cluster.ts';
import { clearLeftover } from './leftover-server.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { assertReachable, chooseAccount } from './run-as.ts';
import { LaunchError, launchServer, type ServerPlan, type ServerProcess } from './server-process.ts';
import { DataFolderInUseError, PortInUseError, PostgresStartError } from './start-errors.ts';

/** What to start, and where. */
export interface PostgresOptions {
  /** Cluster folder; made when empty or absent. Its password and owner lock lie beside it. */
  readonly dataDir: string;
  /** Default: any free port. Loopback only, always. */
  readonly port?: number;
  /** 'durable' (default), or 'fast' for tests: nothing is flushed, so a power cut (not a kill) may lose the cluster. */
  readonly durability?: 'durable' | 'fast';
  /** Default 100. */
  readonly maxConnections?: number;
  /** Gets PostgreSQL's log line by line. Default: dropped. */
  readonly log?: (line: string) => void;
}

/** A server that accepts connections, until it is stopped. */
export interface RunningPostgres {
  readonly host: '127.0.0.1';
  readonly port: number;
  readonly superuser: string;
  /** Random, one per cluster. */
  readonly password: string;
  /** The postgres:// URL of a database, as the superuser unless another user and password are given. */
  url(database: string, user?: string, password?: string): string;
  /** The server's process. */
  readonly pid: number;
  /** Fast shutdown: open transactions are rolled back, connections closed. Resolves when it has ended; safe to repeat. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const PORT_ATTEMPTS = 10;
const ORPHAN_PATIENCE_MS = 10_000;

/**
 * Starts PostgreSQL on a folder: UTF8, C.UTF-8, UTC, loopback only. What a hard stop left behind (a server, a pid file, a half-made
 * cluster) is cleared first. No signal or exit handler is installed: the caller stops the server, and
 * one that outlives its program is stopped by the next start.
 *
 * @throws DataFolderInUseError when a live program owns the folder.
 * @throws PortInUseError when `port` is given and taken.
 * @throws ClusterVersionError when the folder is of another major version.
 * @throws BinariesMissingError when this machine has no PostgreSQL to run.
 * @throws PostgresStartError for anything else, with what PostgreSQL said.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { durability = 'durable', maxConnections = 100, log = () => undefined } = options;
  const binaries = await findBinaries();
  const dataDir = await realLocation(options.dataDir);
  const lock = await takeOwnerLock(dataDir);
  try {
    const account = await chooseAccount(dataDir);
    await assertReachable(binaries.postgres, account);
    await assertReachable(dataDir, account);
    const password = await ensureCluster({ dataDir, binaries, account, durable: durability === 'durable' });
    await clearLeftover(dataDir, binaries, account, log);
    const settings = serverSettings(durability, maxConnections);
    const { port, server } = await launchOnPort({ dataDir, binaries, account, settings, log }, options.port);
    return {
      host: HOST,
      port,
      superuser: SUPERUSER,
      password,
      url: (database, user = SUPERUSER, secret = password) =>
        `postgres://${encodeURIComponent(user)}:${encodeURIComponent(secret)}@${HOST}:${port}/${encodeURIComponent(database)}`,
      pid: server.pid,
      stop: async () => {
        await server.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** One spelling per folder, whatever links lead there, so that its lock is one file. */
async function realLocation(dataDir: string): Promise<string> {
  const absolute = resolve(dataDir);
  await mkdir(dirname(absolute), { recursive: true });
  const itself = await realpath(absolute).catch(() => undefined);
  return itself ?? join(await realpath(dirname(absolute)), basename(absolute));
}

function serverSettings(durability: 'durable' | 'fast', maxConnections: number): Record<string, string> {
  const settings = {
    listen_addresses: HOST,
    // TCP only: a socket file's path has a length limit that deep folders exceed.
    unix_socket_directories: '',
    shared_buffers: '128MB',
    max_connections: String(maxConnections),
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The log is read here, in English.
    lc_messages: 'C',
    logging_collector: 'off',
    log_destination: 'stderr',
  };
  const unflushed = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  return durability === 'fast' ? { ...settings, ...unflushed } : settings;
}

async function launchOnPort(
  plan: Omit<ServerPlan, 'port'>,
  wanted: number | undefined,
): Promise<{ port: number; server: ServerProcess }> {
  const patience = Date.now() + ORPHAN_PATIENCE_MS;
  for (let attempt = 1; ;) {
    const port = wanted ?? (await freePort());
    try {
      return { port, server: await launchServer({ ...plan, port }) };
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error;
      const said = error.message;
      if (/could not bind .*(?:in use|Only one usage)/i.test(said)) {
        if (wanted !== undefined) throw new PortInUseError(wanted);
        // Another program took the free port in between.
        attempt += 1;
        if (attempt <= PORT_ATTEMPTS) continue;
      }
      // The children of a server that was killed hard end within moments; only then is the folder free.
      if (/pre-existing shared memory block/.test(said) && Date.now() < patience) {
        await delay(50);
        continue;
      }
      const holder = /lock file "postmaster\.pid" already exists[^]*?PID (\d+)/.exec(said)?.[1];
      if (holder !== undefined) throw new DataFolderInUseError(plan.dataDir, Number(holder));
      throw new PostgresStartError(`PostgreSQL did not start on ${plan.dataDir}. It said:\n${said}`, { cause: error });
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
