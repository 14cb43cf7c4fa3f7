/*
 * The yardstick of `npm run bench:http`: the statements that the app's endpoints make, without tokens, tenancy, validation, idempotency, events.
 * Runs as a superuser, so row-level security does not apply. `DATABASE_URL` and `ORG_ID` say on what.
 */
import { Pool, type PoolClient } from 'pg';
import { insertClock, insertSignal, insertToday, readForMove, updatePursuit, updateToday } from './statements.ts';

const pool = new Pool({ connectionString: process.env['DATABASE_URL'], max: 10 });
const org = Number(process.env['ORG_ID']);

async function transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** The signal, or undefined. */
export async function readSignal(id: string): Promise<object | undefined> {
  const sql = 'select * from app.signal where org_id = $1 and signal_id = $2 and deleted_at is null';
  return (await pool.query<object>(sql, [org, id])).rows[0];
}

/** The newest signals. */
export async function listSignals(limit: number): Promise<object> {
  const sql = 'select * from app.signal where org_id = $1 and deleted_at is null order by signal_id desc limit $2';
  const { rows } = await pool.query<{ signal_id: string }>(sql, [org, limit + 1]);
  return { data: rows.slice(0, limit), nextCursor: rows.length > limit ? rows[limit - 1]?.signal_id : null };
}

/** What is given of a new signal. */
export interface NewSignal {
  readonly sourceType: string;
  readonly problemPhrase: string;
}

/** The signal with its clock and its Today row. */
export function createSignal(body: NewSignal): Promise<object> {
  const now = new Date();
  return transaction(async (client) => {
    const given = [org, body.sourceType, body.problemPhrase, now];
    const { rows } = await client.query<{ signal_id: string }>(insertSignal, given);
    const id = rows[0]?.signal_id;
    const clocks = await client.query<{ warn_at: Date; due_at: Date }>(insertClock, [org, id, now]);
    const { warn_at, due_at } = clocks.rows[0] ?? {};
    await client.query(insertToday, [org, id, body.problemPhrase, due_at, warn_at, now]);
    return { id, ...body, status: 'open', createdAt: now };
  });
}

/** The pursuit in its new stage. */
export function movePursuit(id: string, stage: string): Promise<object> {
  return transaction(async (client) => {
    const { rows } = await client.query<{ version: number }>(readForMove, [org, id]);
    const now = new Date();
    await client.query(updatePursuit, [org, id, stage, now, rows[0]?.version]);
    await client.query(updateToday, [org, id, stage, now]);
    return { ...rows[0], stage };
  });
}

/** Closes the connections. */
export function closePool(): Promise<void> {
  return pool.end();
}
