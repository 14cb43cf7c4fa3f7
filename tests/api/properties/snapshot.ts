import type { Engine } from '../../../shared/db/engine.ts';
import { tableColumns, type TableName } from '../../../shared/db/tables.ts';

type Row = Readonly<Record<string, unknown>>;
type Snapshot = Readonly<Record<string, readonly string[]>>;

/** Every row of every table, of all organisations, as it stands. Equal snapshots mean that nothing was written. */
export function everything(engine: Engine): Promise<Snapshot> {
  return read(engine, null, (row) => row);
}

/**
 * Every row of an organisation, without what differs between two organisations to which the same has happened: ids, times, numbers inside texts.
 * Versions, sequences, counts and all other numbers stay.
 */
export function likeness(engine: Engine, orgId: number): Promise<Snapshot> {
  return read(engine, orgId, alike);
}

async function read(
  engine: Engine,
  orgId: number | null,
  shown: (row: Row, table: TableName) => Row,
): Promise<Snapshot> {
  const db = engine.reader({ kind: 'system' }, { count: 0 });
  const tables: [string, string[]][] = [];
  for (const table of Object.keys(tableColumns) as TableName[]) {
    const all = db.selectFrom(table).selectAll();
    const rows: Row[] = await (orgId === null ? all : all.where('orgId', '=', orgId)).execute();
    tables.push([table, rows.map((row) => JSON.stringify(shown(row, table))).sort()]);
  }
  return Object.fromEntries(tables);
}

/** Columns that hold the caller's own words: they are compared as they are. */
const own = new Set(['idempotencyKey', 'principalId', 'memberId', 'route', 'type', 'consumer', 'contentHash']);

function alike(row: Row, table: TableName): Row {
  const entries = Object.entries(row).filter(
    ([name]) => !(table === 'idempotencyRecord' && /body|fingerprint/.test(name)),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, own.has(name) ? value : plain(name, value, table)]));
}

function plain(name: string, value: unknown, table: TableName): unknown {
  if (value instanceof Date) return 'time';
  if (name === 'traceparent') return value === null ? null : 'trace';
  if (name === 'orgKey' || name === 'name') return table === 'org' ? '#' : value;
  // Which version of a rule a clock is pinned to depends on which of two calls at the same moment came first.
  if (table === 'slaClock' && name === 'ruleVersion') return '#';
  if (typeof value === 'number') return name.endsWith('Id') ? '#' : value;
  if (name === 'correlationId') return String(value).startsWith('call.') ? value : 'setup';
  return typeof value === 'string' && name !== 'headers' ? value.replaceAll(/\d+/g, '#') : value;
}
