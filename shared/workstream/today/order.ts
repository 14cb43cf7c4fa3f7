import type { TodayWeights } from '../../db/org-settings.ts';
import type { Priority, TodayBucket, ValueBand } from '../../db/tables/workstream.ts';

/** The buckets in the order of the panel; the index is `bucketRank`. */
export const todayBuckets = ['breached', 'at_risk', 'due_today', 'next'] as const satisfies readonly TodayBucket[];

/** What the order of one record rests on. */
export interface TodayFacts {
  /** Earliest due and warning time of a running SLA clock. */
  readonly slaDueAt: Date | null;
  readonly slaWarnAt: Date | null;
  /** The record's own due date. */
  readonly dueAt: Date | null;
  readonly valueBand: ValueBand | null;
  /** The row of the stage weights; null for a record without a stage. */
  readonly stage: keyof TodayWeights['stage'] | null;
}

export interface TodayRank {
  readonly bucketRank: 0 | 1 | 2 | 3;
  readonly urgencyPoints: number;
  readonly valuePoints: number;
  readonly stagePoints: number;
  readonly score: number;
  readonly tier: Priority;
  /** The next moment at which time alone changes this; null when none does. */
  readonly nextChangeAt: Date | null;
}

const dayMs = 86_400_000;

/**
 * Where a record stands on the panel at `now`. Urgency: an SLA target passed is breached, a due date passed is overdue, a warning passed or a due
 * date within 24 hours is due soon. Buckets: breached; at risk (warned or overdue); due today (either time falls on this UTC day);
 * next. All comparisons are inclusive: at the very moment it counts.
 */
export function rankToday(facts: TodayFacts, weights: TodayWeights, now: Date): TodayRank {
  const at = now.getTime();
  const passed = (time: Date | null): boolean => time !== null && time.getTime() <= at;
  const today = (time: Date | null): boolean => time !== null && startOfDay(time) <= at;
  const soon = facts.dueAt !== null && facts.dueAt.getTime() - dayMs <= at;
  const breached = passed(facts.slaDueAt);
  const overdue = passed(facts.dueAt);
  const warned = passed(facts.slaWarnAt);

  const { urgency, value, stage } = weights;
  const urgencyPoints = breached
    ? urgency.breached
    : overdue
      ? urgency.overdue
      : warned || soon
        ? urgency.dueSoon
        : urgency.normal;
  const valuePoints = facts.valueBand === null ? 0 : value[facts.valueBand];
  const stagePoints = facts.stage === null ? 0 : stage[facts.stage];
  const score = urgencyPoints + valuePoints + stagePoints;
  return {
    bucketRank: breached ? 0 : warned || overdue ? 1 : today(facts.dueAt) || today(facts.slaDueAt) ? 2 : 3,
    urgencyPoints,
    valuePoints,
    stagePoints,
    score,
    tier: tierOf(score, weights),
    nextChangeAt: nextChange(facts, at),
  };
}

/** The tier of a score. */
export function tierOf(score: number, { tiers }: TodayWeights): Priority {
  if (score >= tiers.urgent) return 'urgent';
  if (score >= tiers.high) return 'high';
  return score >= tiers.medium ? 'medium' : 'low';
}

function nextChange({ slaDueAt, slaWarnAt, dueAt }: TodayFacts, at: number): Date | null {
  const moments = [
    slaWarnAt?.getTime(),
    slaDueAt?.getTime(),
    dueAt?.getTime(),
    dueAt === null ? undefined : dueAt.getTime() - dayMs,
    dueAt === null ? undefined : startOfDay(dueAt),
    slaDueAt === null ? undefined : startOfDay(slaDueAt),
  ].filter((moment): moment is number => moment !== undefined && moment > at);
  return moments.length === 0 ? null : new Date(Math.min(...moments));
}

/** Midnight UTC of the day of `time`, in milliseconds. */
function startOfDay(time: Date): number {
  return Math.floor(time.getTime() / dayMs) * dayMs;
}
