import { sql } from 'kysely';
import { dbNow, dbNowPlus } from '../db/portable.ts';
import type { SystemSession } from '../db/session.ts';
import { summarise } from './fingerprint.ts';
import { fail } from './fail.ts';

export interface Reclaimed {
  readonly reclaimed: number;
  readonly dead: number;
}

/**
 * Takes back up to `limit` deliveries whose lease has run out by the database's clock: their worker is gone. The crash is
 * counted apart from attempts; at `crashLimit` the delivery goes dead with class `crash`. The token rises, so that a worker
 * that was only slow can change nothing. One statement when there is nothing to take back.
 */
export async function reclaim(session: SystemSession, limit: number, crashLimit: number): Promise<Reclaimed> {
  const lost = await session.db
    .with('picked', (from) =>
      from
        .selectFrom('outboxDelivery as r')
        .select(['r.orgId', 'r.deliveryId'])
        .where('r.state', '=', sql.lit('leased'))
        .where('r.leaseUntil', '<=', dbNow())
        .orderBy('r.leaseUntil')
        .orderBy('r.orgId')
        .orderBy('r.deliveryId')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .updateTable('outboxDelivery as d')
    .from('picked')
    .set((eb) => ({
      token: eb('d.token', '+', eb.lit(1)),
      crashes: eb('d.crashes', '+', eb.lit(1)),
      // Ours for a moment, until the verdict below is written; if we vanish too, the next reclaim finds it.
      leaseUntil: dbNowPlus(verdictSeconds),
      updatedAt: session.now,
    }))
    .whereRef('d.orgId', '=', 'picked.orgId')
    .whereRef('d.deliveryId', '=', 'picked.deliveryId')
    .where('d.state', '=', sql.lit('leased'))
    .where('d.leaseUntil', '<=', dbNow())
    .returning(['d.orgId', 'd.deliveryId', 'd.token', 'd.consumer', 'd.attempts', 'd.crashes'])
    .execute();
  const crash = new CrashError();
  const verdicts = lost.map((delivery) => ({
    ...delivery,
    ...summarise(crash, delivery.consumer),
    state: delivery.crashes >= crashLimit ? ('dead' as const) : ('ready' as const),
    dueAt: session.now,
  }));
  const { dead } = await fail(session, verdicts);
  return { reclaimed: lost.length, dead };
}

const verdictSeconds = 30;

class CrashError extends Error {
  readonly code = 'crash';

  constructor() {
    super('The worker vanished while it held the delivery.');
    this.name = 'CrashError';
  }
}
