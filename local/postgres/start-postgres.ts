import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { keepRunning } from './keep-running.ts';
import { launchOnPort } from './launch-on-port.ts';
import { clearLeftover } from './leftover-server.ts';
import { takeOwnerLock } from './owner-lock.ts';
import { realLocation } from './real-location.ts';
import { assertReachable, chooseAccount } from './run-as.ts';
import { HOST, serverAddress, type ServerAddress } from './server-address.ts';

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
  /** Gets a sentence about what is done to the server beside that: a leftover stopped, an ended one started again. Default: `log`. */
  readonly tell?: (sentence: string) => void;
}

/** A server that accepts connections, until it is stopped. */
export interface RunningPostgres extends ServerAddress {
  /** The server's process; another one after the server was started again. */
  readonly pid: number;
  /** Fast shutdown: open transactions are rolled back, connections closed. Resolves when it has ended; safe to repeat. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a folder: UTF8, C.UTF-8, UTC, loopback only. What a hard stop left behind (a server, a pid file, a half-made
 * cluster) is cleared first. A server that ends by itself is started again on its port. No signal or exit handler is installed: the caller stops
 * the server, and one that outlives its program is stopped by the next start.
 *
 * @throws DataFolderInUseError when a live program owns the folder.
 * @throws PortInUseError when `port` is given and taken.
 * @throws ClusterVersionError when the folder is of another major version.
 * @throws BinariesMissingError when this machine has no PostgreSQL to run.
 * @throws PostgresStartError for anything else, with what PostgreSQL said.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { durability = 'durable', maxConnections = 100, log = () => undefined, tell = log } = options;
  const binaries = await findBinaries();
  await mkdir(dirname(options.dataDir), { recursive: true });
  const dataDir = await realLocation(options.dataDir);
  const lock = await takeOwnerLock(dataDir);
  try {
    const account = await chooseAccount(dataDir);
    await assertReachable(binaries.postgres, account);
    await assertReachable(dataDir, account);
    const password = await ensureCluster({ dataDir, binaries, account, durable: durability === 'durable' });
    const settings = serverSettings(durability, maxConnections);
    const launch = async (wanted: number | undefined) => {
      await clearLeftover(dataDir, binaries, account, tell);
      return launchOnPort({ dataDir, binaries, account, settings, log }, wanted);
    };
    const { port, server } = await launch(options.port);
    const kept = keepRunning(server, async () => (await launch(port)).server, tell);
    return {
      ...serverAddress(port, password),
      get pid() {
        return kept.pid;
      },
      stop: async () => {
        await kept.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
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
