import { Client } from 'pg';
import { vi } from 'vitest';
import { openPool } from '../../shared/db/engines/postgres/pool.ts';
import { isPlannedAnew } from '../../shared/db/engines/postgres/statement-names.ts';

/** A statement as it was sent. */
export interface SentStatement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  /** Of a plan that was run: rows of each loop, on average. */
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Runs `work` and answers every statement on a table of the app that this process has sent meanwhile. */
export async function statementsOf(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const spy = vi.spyOn(Client.prototype, 'query');
  try {
    await work();
    return spy.mock.calls.flatMap((call) => {
      const [sent] = call as unknown as [string | { readonly text: string; readonly values: readonly unknown[] }];
      if (typeof sent === 'string' || !sent.text.includes('"app".')) return [];
      return [{ sql: sent.text, parameters: sent.values }];
    });
  } finally {
    spy.mockRestore();
  }
}

/**
 * The tables that PostgreSQL would read from end to end for `sent`, over a connection of the app's in the organisation (0: all): planned for its values
 * and, where it may be kept planned, for none in particular.
 */
export async function scannedTables(url: string, sent: SentStatement, orgId: number): Promise<string[]> {
  return explaining(url, orgId, async (explain) => {
    const scans = async (how: string, parameters: readonly unknown[]): Promise<string[]> =>
      (await explain(how, { ...sent, parameters })).flatMap(scansIn);
    const planned = await scans('format json', sent.parameters);
    return isPlannedAnew(sent.sql) ? planned : [...planned, ...(await scans('generic_plan, format json', []))];
  });
}

/** How many rows of `table` PostgreSQL reads to run `sent`, one that is read twice counted twice. */
export async function rowsRead(url: string, sent: SentStatement, orgId: number, table: string): Promise<number> {
  return explaining(url, orgId, async (explain) => {
    const plans = await explain('analyze, format json', sent);
    return plans.reduce((rows, plan) => rows + rowsIn(plan, table), 0);
  });
}

type Explain = (how: string, sent: SentStatement) => Promise<PlanNode[]>;

/** Over a connection of the app's in the organisation. */
async function explaining<T>(url: string, orgId: number, work: (explain: Explain) => Promise<T>): Promise<T> {
  const { pool } = openPool(url, 1);
  const client = await pool.connect();
  try {
    await client.query("select set_config('app.org_id', $1, false)", [String(orgId)]);
    return await work(async (how, { sql, parameters }) => {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (${how}) ${sql}`, [...parameters]);
      // The app's connections give JSON as text.
      const plans = JSON.parse(rows[0]?.['QUERY PLAN'] ?? '[]') as readonly { readonly Plan: PlanNode }[];
      return plans.map(({ Plan }) => Plan);
    });
  } finally {
    client.release();
    await pool.end();
  }
}

function rowsIn(node: PlanNode, table: string): number {
  const rows = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
  const own = node['Relation Name'] === table ? rows * (node['Actual Loops'] ?? 0) : 0;
  return (node.Plans ?? []).reduce((sum, plan) => sum + rowsIn(plan, table), own);
}

function scansIn(node: PlanNode): string[] {
  const table = node['Relation Name'];
  const own = node['Node Type'] === 'Seq Scan' && table !== undefined ? [table] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scansIn)];
}
