import type { TenantSession } from '../db/session.ts';
import type { SlaMetric } from '../db/tables/sla.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';
import { sequenced, type NewEvent } from '../events/emit.ts';
import { stopClocks } from './clocks.ts';
import { lockRecordsOfRule, recordKey, reserveSequences } from './record-streams.ts';

/** A rule that no longer holds. */
export interface ClosedRule {
  readonly slaRuleId: number;
  readonly metric: SlaMetric;
  readonly recordType: WorkRecordType;
}

/** The records whose clock stopped with the rule, and their events, which the caller emits. */
export interface RuleClosing {
  readonly recordIds: readonly number[];
  readonly events: readonly NewEvent[];
}

/**
 * Stops the clocks of a rule that no longer holds, running or paused, and ends their breaches, as when the records had been
 * seen to at this moment. At most five statements, whatever the number. The rule must be locked.
 */
export async function closeRule(session: TenantSession, rule: ClosedRule): Promise<RuleClosing> {
  const { db, orgId, now } = session;
  const { metric, recordType } = rule;
  const ids = await lockRecordsOfRule(db, orgId, rule);
  const stops = await stopClocks(
    session,
    ids.map((recordId) => ({ metric, recordType, recordId, at: now })),
  );
  const told = stops.filter((stop) => stop.drafts.length > 0);
  const counts = told.map(({ recordId, drafts }) => ({ orgId, recordType, recordId, count: drafts.length }));
  const bases = await reserveSequences(db, counts);
  const events = told.flatMap(({ recordId, drafts }) =>
    sequenced(bases.get(recordKey({ orgId, recordType, recordId })) ?? 0, drafts),
  );
  return { recordIds: stops.map((stop) => stop.recordId), events };
}
