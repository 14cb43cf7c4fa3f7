import { setTimeout as wait } from 'node:timers/promises';
import { Client, type QueryResultRow } from 'pg';

/** A superuser's connection to the database of a test: it sees every organisation, and can stand in the app's way. */
export interface Onlooker {
  query<R extends QueryResultRow>(sql: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** One number. */
  count(sql: string): Promise<number>;
  /** Resolves when `sql` gives `expected`; rejects after 20 s with what it gave last. */
  until(sql: string, expected: number): Promise<void>;
  /** A fingerprint of all rows of every table of the app, by the table's name. */
  contents(): Promise<Readonly<Record<string, string>>>;
  close(): Promise<void>;
}

/** Statements of others in this database that wait for a lock. */
export const blocked =
  "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

const patienceMs = 20_000;

export async function openOnlooker(url: string): Promise<Onlooker> {
  const client = new Client({ connectionString: url });
  // It may be cut off when a test stops the server.
  client.on('error', () => undefined);
  await client.connect();
  const query = async <R extends QueryResultRow>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> =>
    (await client.query<R>(sql, [...parameters])).rows;
  const count = async (sql: string): Promise<number> => {
    const [row] = await query(sql);
    return Number(Object.values(row ?? {})[0]);
  };
  return {
    query,
    count,
    async until(sql, expected) {
      const end = performance.now() + patienceMs;
      for (;;) {
        const found = await count(sql);
        if (found === expected) return;
        if (performance.now() > end) throw new Error(`${sql} gives ${found}, not ${expected}.`);
        await wait(10);
      }
    },
    async contents() {
      const tables = await query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'app'");
      const prints = tables.map(
        ({ name }) =>
          `select '${name}' as name, md5(string_agg(t::text, '|' order by t::text)) as print from app.${name} t`,
      );
      const rows = await query<{ name: string; print: string | null }>(prints.join(' union all '));
      return Object.fromEntries(rows.map((row) => [row.name, row.print ?? 'empty']));
    },
    close: () => client.end(),
  };
}
