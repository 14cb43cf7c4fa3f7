import { Client } from 'pg';
import { vi } from 'vitest';
import { openPool } from '../../shared/db/engines/postgres/pool.ts';

/** A statement as it was sent. */
export interface SentStatement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Runs `work` and answers every statement on a table of the app that this process has sent meanwhile. */
export async function statementsOf(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const spy = vi.spyOn(Client.prototype, 'query');
  try {
    await work();
    return spy.mock.calls.flatMap((call) => {
      const [sql, parameters] = call as unknown as [unknown, unknown];
      if (typeof sql !== 'string' || !sql.includes('"app".')) return [];
      return [{ sql, parameters: Array.isArray(parameters) ? (parameters as unknown[]) : [] }];
    });
  } finally {
    spy.mockRestore();
  }
}

/** The tables that PostgreSQL would read from end to end for `sent`, over a connection of the app's in the organisation (0: all). */
export async function scannedTables(url: string, sent: SentStatement, orgId: number): Promise<string[]> {
  const { pool } = openPool(url, 1);
  const client = await pool.connect();
  try {
    await client.query("select set_config('app.org_id', $1, false)", [String(orgId)]);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (format json) ${sent.sql}`, [
      ...sent.parameters,
    ]);
    // The app's connections give JSON as text.
    const plans = JSON.parse(rows[0]?.['QUERY PLAN'] ?? '[]') as readonly { readonly Plan: PlanNode }[];
    return plans.flatMap(({ Plan }) => scansIn(Plan));
  } finally {
    client.release();
    await pool.end();
  }
}

function scansIn(node: PlanNode): string[] {
  const table = node['Relation Name'];
  const own = node['Node Type'] === 'Seq Scan' && table !== undefined ? [table] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scansIn)];
}
