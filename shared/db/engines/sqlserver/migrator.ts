import mssql, { type ConnectionPool } from 'mssql';
import type { MigrationConnection, MigrationDatabase } from '../../migrations/migration.ts';
import { printChange } from './ddl.ts';
import { needsSecurityPolicies } from './ddl-tenancy.ts';
import { guardedFoundation } from './foundation.ts';
import type { SqlServerOptions } from './options.ts';
import { SqlServerPool } from './pool.ts';

const lock = 'flowledger_migrations';
const lockTimeoutMs = 10 * 60_000;

/** Security policies hold for owners too: a step that changes rows must see those of every organisation. */
const takeLock = `DECLARE @taken int;
EXEC @taken = sp_getapplock @Resource = N'${lock}', @LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = ${lockTimeoutMs};
IF @taken < 0 THROW 50000, N'Another run of the migrations did not end in time.', 1;
EXEC sp_set_session_context N'org_id', 0;`;

/** The lock dies with its connection; a step on a new one must not go on without it. */
const confirmLock = `IF APPLOCK_MODE(N'public', N'${lock}', N'Session') <> N'Exclusive'
  THROW 50001, N'The connection that held the lock of the migrations was lost.', 1;`;

const giveLock = `EXEC sp_releaseapplock @Resource = N'${lock}', @LockOwner = N'Session';`;

/** Changes the schema over one connection of its own, whose login must own the schema. */
export function sqlServerMigrator(options: SqlServerOptions): MigrationDatabase {
  const pool = new SqlServerPool({
    ...options,
    poolMin: 1,
    poolMax: 1,
    idleTimeoutMs: 2 * lockTimeoutMs,
    statementTimeoutMs: 2 * lockTimeoutMs,
  });
  return {
    print: printChange,
    async locked(work) {
      // Only what takes the lock may be tried again: the steps run once.
      const open = await pool.run(async (opened) => {
        await opened.request().batch(takeLock);
        return opened;
      });
      try {
        return await work(connectionOver(open, options.warn ?? (() => undefined)));
      } finally {
        await open
          .request()
          .batch(giveLock)
          .catch(() => undefined);
      }
    },
    close: () => pool.close(),
  };
}

function connectionOver(pool: ConnectionPool, warn: (message: string) => void): MigrationConnection {
  return {
    async prepare() {
      if (await readersWait(pool))
        warn(
          'Readers of this database wait for writers until ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON was run.',
        );
      for (const statement of guardedFoundation()) await pool.request().batch(statement);
    },
    async applied() {
      const { recordset } = await pool
        .request()
        .query<{ name: string }>('SELECT name FROM app.schema_migration ORDER BY name');
      return recordset.map((row) => row.name);
    },
    async apply(name, statements) {
      await applyStep(pool, name, await supported(pool, statements, warn));
    },
  };
}

async function applyStep(pool: ConnectionPool, name: string, statements: readonly string[]): Promise<void> {
  const transaction = await new mssql.Transaction(pool).begin();
  try {
    for (const statement of [confirmLock, ...statements]) await new mssql.Request(transaction).batch(statement);
    await new mssql.Request(transaction)
      .input('name', mssql.NVarChar(200), name)
      .query('INSERT INTO app.schema_migration (name) VALUES (@name)');
    await transaction.commit();
  } catch (error) {
    await transaction.rollback().catch(() => undefined);
    throw error;
  }
}

/** Leaves out what this server cannot do; the application's own filters by organisation remain. */
async function supported(
  pool: ConnectionPool,
  statements: readonly string[],
  warn: (message: string) => void,
): Promise<readonly string[]> {
  if (!statements.some(needsSecurityPolicies) || (await hasSecurityPolicies(pool))) return statements;
  warn('This server has no security policies: organisations are kept apart by the queries alone.');
  return statements.filter((statement) => !needsSecurityPolicies(statement));
}

async function hasSecurityPolicies(pool: ConnectionPool): Promise<boolean> {
  const { recordset } = await pool
    .request()
    .query<{ id: number | null }>("SELECT OBJECT_ID(N'sys.security_policies') AS id");
  return recordset[0]?.id !== null && recordset[0]?.id !== undefined;
}

/** Whether a read waits for the locks of a write, as it does on a SQL Server by default and never on Azure SQL or PostgreSQL. */
async function readersWait(pool: ConnectionPool): Promise<boolean> {
  const { recordset } = await pool
    .request()
    .query<{ versioned: boolean }>(
      'SELECT is_read_committed_snapshot_on AS versioned FROM sys.databases WHERE database_id = DB_ID()',
    );
  return recordset[0]?.versioned === false;
}
