import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { jsonRows } from '../db/portable.ts';
import type { Tables } from '../db/tables.ts';
import type { SlaMetric } from '../db/tables/sla.ts';
import type { RecordKey } from './record-streams.ts';

/** A running clock one of whose thresholds has come. */
export interface DueClock extends RecordKey {
  readonly slaClockId: number;
  readonly metric: SlaMetric;
  readonly warnAt: Date;
  readonly dueAt: Date;
  /** Null while the warning is not recorded. */
  readonly warnedAt: Date | null;
  readonly nextActionAt: Date | null;
}

/** Reads up to `limit` due clocks that come after `after` in the order of their next action; a seek in its own index. */
export async function readDueClocks(
  db: Kysely<Tables>,
  now: Date,
  limit: number,
  after: DueClock | null,
): Promise<DueClock[]> {
  let query = db
    .selectFrom('slaClock')
    .select(['orgId', 'slaClockId', 'metric', 'recordType', 'recordId', 'warnAt', 'dueAt', 'warnedAt', 'nextActionAt'])
    .where('nextActionAt', 'is not', null)
    .where('nextActionAt', '<=', now);
  if (after?.nextActionAt instanceof Date) {
    const { nextActionAt, orgId, slaClockId } = after;
    query = query
      .where('nextActionAt', '>=', nextActionAt)
      .where((eb) =>
        eb.or([
          eb('nextActionAt', '>', nextActionAt),
          eb('orgId', '>', orgId),
          eb.and([eb('orgId', '=', orgId), eb('slaClockId', '>', slaClockId)]),
        ]),
      );
  }
  return query.orderBy('nextActionAt').orderBy('orgId').orderBy('slaClockId').limit(limit).execute();
}

/**
 * Records on the clocks the thresholds that have passed, with their true times, and gives the ids of those that were still
 * as they had been read. One statement.
 */
export async function passThresholds(db: Kysely<Tables>, clocks: readonly DueClock[], now: Date): Promise<Set<number>> {
  if (clocks.length === 0) return new Set();
  const passed = await db
    .updateTable('slaClock as c')
    .from(jsonRows('k', { orgId: 'int', slaClockId: 'bigint', nextActionAt: 'time' }, clocks.map(keyOf)))
    .set((eb) => ({
      warnedAt: eb.fn.coalesce('c.warnedAt', 'c.warnAt'),
      breachedAt: eb.case().when('c.dueAt', '<=', now).then(eb.ref('c.dueAt')).else(eb.ref('c.breachedAt')).end(),
      nextActionAt: eb.case().when('c.dueAt', '<=', now).then(eb.lit(null)).else(eb.ref('c.dueAt')).end(),
      updatedAt: now,
      version: eb('c.version', '+', eb.lit(1)),
    }))
    .whereRef('c.orgId', '=', 'k.orgId')
    .whereRef('c.slaClockId', '=', 'k.slaClockId')
    // Whoever acted on the clock meanwhile has moved its next action.
    .whereRef('c.nextActionAt', '=', 'k.nextActionAt')
    .where('c.state', '=', sql.lit('running'))
    .where('c.nextActionAt', '<=', now)
    .returning('c.slaClockId')
    .execute();
  return new Set(passed.map((row) => row.slaClockId));
}

const keyOf = ({ orgId, slaClockId, nextActionAt }: DueClock) => ({ orgId, slaClockId, nextActionAt });

/** Opens a breach for each clock that has none open, in one statement; gives the breach ids by clock. */
export async function openBreaches(
  db: Kysely<Tables>,
  clocks: readonly DueClock[],
  now: Date,
): Promise<Map<number, number>> {
  if (clocks.length === 0) return new Map();
  const rows = clocks.map((clock) => ({
    orgId: clock.orgId,
    createdAt: now,
    updatedAt: now,
    slaClockId: clock.slaClockId,
    metric: clock.metric,
    recordType: clock.recordType,
    recordId: clock.recordId,
    breachedAt: clock.dueAt,
    detectedAt: now,
  }));
  const columns = {
    orgId: 'int',
    createdAt: 'time',
    updatedAt: 'time',
    slaClockId: 'bigint',
    metric: 'text',
    recordType: 'text',
    recordId: 'bigint',
    breachedAt: 'time',
    detectedAt: 'time',
  } as const;
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const opened = await db
    .insertInto('slaBreach')
    .columns(names)
    .expression((eb) =>
      eb
        .selectFrom(jsonRows('n', columns, rows))
        .select(names.map((name) => `n.${name}` as const))
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('slaBreach as b')
                .select('b.slaBreachId')
                .whereRef('b.orgId', '=', 'n.orgId')
                .whereRef('b.slaClockId', '=', 'n.slaClockId')
                .where('b.resolvedAt', 'is', null),
            ),
          ),
        ),
    )
    .returning(['slaClockId', 'slaBreachId'])
    .execute();
  return new Map(opened.map((row) => [row.slaClockId, row.slaBreachId]));
}
