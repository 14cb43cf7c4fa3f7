import type { Engine } from '../../db/engine.ts';
import { inSystemTransaction } from '../../db/open-tenant.ts';
import { orgSettingsOf } from '../../db/org-settings.ts';
import { jsonRows } from '../../db/portable.ts';
import type { SystemSession } from '../../db/session.ts';
import type { Clock } from '../../platform/clock.ts';
import { rankToday, tierOf } from './order.ts';

/** Rows brought up to date in one transaction. */
const batchSize = 1000;

/**
 * Brings the panel rows up to date that time alone has changed since: a due date passed, a day began. Found by an index seek on the moment of the next change; in
 * batches until none is left or `mayGoOn` says no. Answers the number of rows. Two runs at once share the work.
 */
export async function refreshToday(engine: Engine, clock: Clock, mayGoOn: () => boolean): Promise<number> {
  let total = 0;
  for (;;) {
    const count = await inSystemTransaction(engine, clock, 'today', refreshBatch);
    total += count;
    if (count < batchSize || !mayGoOn()) return total;
  }
}

async function refreshBatch({ db, now }: SystemSession): Promise<number> {
  const rows = await db
    .selectFrom('todayItem')
    .selectAll()
    .where('nextChangeAt', '<=', now)
    .orderBy('nextChangeAt')
    .limit(batchSize)
    .forUpdate()
    .skipLocked()
    .execute();
  if (rows.length === 0) return 0;
  const orgs = await db
    .selectFrom('org')
    .select(['orgId', 'settings'])
    .where('orgId', 'in', (eb) =>
      eb
        .selectFrom(
          jsonRows(
            'o',
            { id: 'int' },
            [...new Set(rows.map((row) => row.orgId))].map((id) => ({ id })),
          ),
        )
        .select('o.id'),
    )
    .execute();
  const weights = new Map(orgs.map((org) => [org.orgId, orgSettingsOf(org.settings).today]));
  const ranked = rows.flatMap((row) => {
    const own = weights.get(row.orgId);
    if (own === undefined) return [];
    const { valuePoints, stagePoints } = row;
    // Value and stage do not change with time: only their points are kept, so they are put back as they are.
    const rank = rankToday({ ...row, valueBand: null, stage: null }, own, now);
    const score = rank.urgencyPoints + valuePoints + stagePoints;
    const { orgId, recordType, recordId } = row;
    const { bucketRank, urgencyPoints, nextChangeAt } = rank;
    return [
      {
        orgId,
        recordType,
        recordId,
        bucketRank,
        urgencyPoints,
        score,
        tier: tierOf(score, own),
        nextChangeAt,
        updatedAt: now,
      },
    ];
  });
  await db
    .updateTable('todayItem')
    .from(jsonRows('r', rankColumns, ranked))
    .set((eb) => ({
      bucketRank: eb.ref('r.bucketRank'),
      urgencyPoints: eb.ref('r.urgencyPoints'),
      score: eb.ref('r.score'),
      tier: eb.ref('r.tier'),
      nextChangeAt: eb.ref('r.nextChangeAt'),
      updatedAt: eb.ref('r.updatedAt'),
    }))
    .whereRef('todayItem.orgId', '=', 'r.orgId')
    .whereRef('todayItem.recordType', '=', 'r.recordType')
    .whereRef('todayItem.recordId', '=', 'r.recordId')
    .execute();
  return rows.length;
}

const rankColumns = {
  orgId: 'int',
  recordType: 'text',
  recordId: 'bigint',
  bucketRank: 'int',
  urgencyPoints: 'int',
  score: 'int',
  tier: 'text',
  nextChangeAt: 'time',
  updatedAt: 'time',
} as const;
