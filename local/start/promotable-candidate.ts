import type { Engine } from '../../shared/db/engine.ts';

/** A candidate of the organisation that can be promoted now; null when there is none. */
export async function promotableCandidate(engine: Engine, orgId: number): Promise<number | null> {
  const row = await engine
    .reader({ kind: 'tenant', orgId }, { count: 0 })
    .selectFrom('candidate')
    .select('candidateId')
    .where('orgId', '=', orgId)
    .where('status', 'in', ['triaged', 'nurture'])
    .where('deletedAt', 'is', null)
    .orderBy('candidateId', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.candidateId ?? null;
}
