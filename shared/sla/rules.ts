import { jsonRows } from '../db/portable.ts';
import type { TenantSession } from '../db/session.ts';
import type { SlaMetric } from '../db/tables/sla.ts';
import type { WorkRecordType } from '../db/tables/workstream.ts';
import { emit } from '../events/emit.ts';
import { conflictsOf } from '../platform/differences.ts';
import { AppError, notFound } from '../platform/errors.ts';
import { closeRule } from './close-rule.ts';

/** What an organisation has agreed for one metric. Elapsed time. */
export interface SlaRule {
  readonly slaRuleId: number;
  readonly metric: SlaMetric;
  readonly recordType: WorkRecordType;
  readonly targetSeconds: number;
  /** Per cent of the target after which a record is at risk. */
  readonly warnPercent: number;
  readonly active: boolean;
  readonly ruleVersion: number;
  readonly version: number;
  readonly updatedAt: Date;
}

const ruleColumns = [
  'slaRuleId',
  'metric',
  'recordType',
  'targetSeconds',
  'warnPercent',
  'active',
  'ruleVersion',
  'version',
  'updatedAt',
] as const;

const hours = 3600;
/** What a new organisation starts with. */
export const defaultRules: readonly Pick<SlaRule, 'metric' | 'recordType' | 'targetSeconds' | 'warnPercent'>[] = [
  { metric: 'triage', recordType: 'signal', targetSeconds: 24 * hours, warnPercent: 75 },
  { metric: 'proposal', recordType: 'pursuit', targetSeconds: 72 * hours, warnPercent: 75 },
  { metric: 'response', recordType: 'pursuit', targetSeconds: 96 * hours, warnPercent: 75 },
];

/** Gives the organisation of `session` the default rules, in one statement; those it has already stay as they are. */
export async function insertDefaultRules(session: TenantSession): Promise<void> {
  const { orgId, now } = session;
  const rows = defaultRules.map((rule, ordinal) => ({
    ...rule,
    ordinal,
    orgId,
    createdAt: now,
    updatedAt: now,
    active: true,
    ruleVersion: 1,
  }));
  const columns = {
    orgId: 'int',
    createdAt: 'time',
    updatedAt: 'time',
    metric: 'text',
    recordType: 'text',
    targetSeconds: 'int',
    warnPercent: 'int',
    active: 'bool',
    ruleVersion: 'int',
  } as const;
  const names = Object.keys(columns) as (keyof typeof columns)[];
  await session.db
    .insertInto('slaRule')
    .columns(names)
    .expression((eb) =>
      eb
        .selectFrom(jsonRows('d', { ordinal: 'int', ...columns }, rows))
        .select(names.map((name) => `d.${name}` as const))
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('slaRule as r')
                .select('r.slaRuleId')
                .where('r.orgId', '=', orgId)
                .whereRef('r.metric', '=', 'd.metric')
                .whereRef('r.recordType', '=', 'd.recordType'),
            ),
          ),
        )
        // Identities follow it, and lists follow the identities.
        .orderBy('d.ordinal'),
    )
    .execute();
}

/** The rules of the organisation, by metric. There is one per metric and record type, so the list has no pages. */
export async function listRules(session: TenantSession): Promise<SlaRule[]> {
  return session.db
    .selectFrom('slaRule')
    .select(ruleColumns)
    .where('orgId', '=', session.orgId)
    .orderBy('slaRuleId')
    .execute();
}

/** One rule. Throws `not_found` when the organisation has no such rule. One round trip. */
export async function getRule(session: TenantSession, id: number): Promise<SlaRule> {
  const rule = await session.db
    .selectFrom('slaRule')
    .select(ruleColumns)
    .where('orgId', '=', session.orgId)
    .where('slaRuleId', '=', id)
    .executeTakeFirst();
  if (rule === undefined) throw notFound('SLA rule', id);
  return rule;
}

/** What a caller may set of a rule. */
export interface RuleChange {
  /** 1…`maxTargetSeconds`. */
  readonly targetSeconds: number;
  /** 1…99. */
  readonly warnPercent: number;
  readonly active: boolean;
}

/** A rule after its change. */
export interface ChangedRule {
  readonly rule: SlaRule;
  /** The records, of the rule's type, whose clock stopped because the rule no longer holds. */
  readonly stoppedIds: readonly number[];
}

/**
 * Changes a rule that still has `version`. Clocks that run keep the rule version they were started with; the new one holds
 * for those that start from now on. A rule that is deactivated closes its clocks. Throws `not_found`, or `stale_etag` with the rule as it is, the way `show` shows it, and the fields that differ; `base`
 * holds those that the caller has read.
 */
export async function updateRule(
  session: TenantSession,
  id: number,
  { version, base }: { readonly version: number; readonly base?: Readonly<Record<string, unknown>> | undefined },
  change: RuleChange,
  show: (rule: SlaRule) => unknown,
): Promise<ChangedRule> {
  const before = await session.db
    .selectFrom('slaRule')
    .select(ruleColumns)
    .where('orgId', '=', session.orgId)
    .where('slaRuleId', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) throw notFound('SLA rule', id);
  if (before.version !== version)
    throw new AppError('stale_etag', `The rule has version ${before.version} by now.`, {
      current: show(before),
      conflicts: conflictsOf({ ...before }, { ...change }, base),
    });
  const changed = (['targetSeconds', 'warnPercent', 'active'] as const).filter((name) => before[name] !== change[name]);
  if (changed.length === 0) return { rule: before, stoppedIds: [] };
  const after = await session.db
    .updateTable('slaRule')
    .set({
      targetSeconds: change.targetSeconds,
      warnPercent: change.warnPercent,
      active: change.active,
      ruleVersion: before.ruleVersion + 1,
      version: before.version + 1,
      updatedAt: session.now,
    })
    .where('orgId', '=', session.orgId)
    .where('slaRuleId', '=', id)
    .returning(ruleColumns)
    .executeTakeFirstOrThrow();
  const { metric, recordType, targetSeconds, warnPercent, active, ruleVersion } = after;
  const payload = { metric, recordType, targetSeconds, warnPercent, active, ruleVersion };
  // A rule is version 1 without an event, so that its first change is the first of its stream.
  const sequence = before.ruleVersion;
  const record = { recordType: 'sla_rule', recordId: id, sequence, recordVersion: after.version } as const;
  const closing = before.active && !active ? await closeRule(session, after) : { recordIds: [], events: [] };
  await emit(session, [{ type: 'sla_rule.updated', ...record, changed, payload }, ...closing.events]);
  return { rule: after, stoppedIds: closing.recordIds };
}
