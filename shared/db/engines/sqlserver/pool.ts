import { setTimeout as sleep } from 'node:timers/promises';
import mssql, { type ConnectionPool } from 'mssql';
import type { PoolFigures } from '../../engine.ts';
import { retryConnect, type Patience } from './connect-retry.ts';
import { poolConfig, type PoolOptions } from './pool-config.ts';
import { nameError } from './unnamed-errors.ts';

/** One pool per process, opened on first use and again after it could not be opened. */
export class SqlServerPool {
  readonly #options: PoolOptions;
  readonly #patience: Patience;
  #opening: Promise<ConnectionPool> | undefined;
  #pool: ConnectionPool | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#patience = {
      forMs: options.connectPatienceMs ?? 20_000,
      now: () => performance.now(),
      random: Math.random,
      sleep: (ms) => sleep(ms),
    };
  }

  /**
   * Runs `work` on the open pool; again while it fails for want of a connection. `work` must not have reached the server when it rejects with a
   * `ConnectionError`, which is how the driver uses that error.
   */
  run<T>(work: (pool: ConnectionPool) => Promise<T>): Promise<T> {
    return retryConnect(async () => work(await this.#open()), this.#patience).catch((error: unknown) => {
      throw nameError(error);
    });
  }

  figures(): PoolFigures {
    const max = this.#options.poolMax ?? 10;
    const pool = this.#pool;
    if (pool === undefined) return { open: 0, idle: 0, waiting: 0, max };
    return { open: pool.size, idle: pool.available, waiting: pool.pending, max };
  }

  /** Waits for an opening under way, then closes. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#shut();
    return this.#closing;
  }

  #open(): Promise<ConnectionPool> {
    if (this.#closing !== undefined)
      return Promise.reject(new mssql.ConnectionError('The pool is closed.', 'ENOTOPEN'));
    this.#opening ??= this.#connect().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #connect(): Promise<ConnectionPool> {
    const pool = new mssql.ConnectionPool(await poolConfig(this.#options));
    // Whoever waits for a connection gets its failure; the event is a copy, and without a listener it would end the process.
    pool.on('error', () => undefined);
    this.#pool = await pool.connect();
    return this.#pool;
  }

  async #shut(): Promise<void> {
    const pool = await this.#opening?.catch(() => undefined);
    this.#pool = undefined;
    await pool?.close();
  }
}
