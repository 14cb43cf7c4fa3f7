import { bigint, bool, identity, int, nullable, text, time } from '../columns.ts';
import { tenantColumns } from './platform.ts';
import type { WorkRecordType } from './workstream.ts';

export type SlaMetric = 'triage' | 'proposal' | 'response';
export type ClockState = 'running' | 'paused' | 'stopped';

export const slaRule = {
  ...tenantColumns,
  slaRuleId: identity(),
  metric: text<SlaMetric>(),
  recordType: text<WorkRecordType>(),
  targetSeconds: int(),
  /** Per cent of the target after which the record is at risk, 1–99. */
  warnPercent: int(),
  active: bool(),
  /** Rises with every change; clocks are pinned to one. */
  ruleVersion: int(),
};

/** One running measurement: one record, one metric, one cycle. Times of an elapsed-time rule. */
export const slaClock = {
  ...tenantColumns,
  slaClockId: identity(),
  metric: text<SlaMetric>(),
  recordType: text<WorkRecordType>(),
  recordId: bigint(),
  cycle: int(),
  slaRuleId: bigint(),
  ruleVersion: int(),
  targetSeconds: int(),
  state: text<ClockState>(),
  startedAt: time(),
  runningSince: nullable(time()),
  /** Seconds consumed by closed segments. */
  consumedSeconds: int(),
  warnAt: time(),
  dueAt: time(),
  warnedAt: nullable(time()),
  breachedAt: nullable(time()),
  stoppedAt: nullable(time()),
  /** The next threshold that the sweep must record; null when none is left or the clock does not run. */
  nextActionAt: nullable(time()),
};

/** At most one open (`resolvedAt` null) per clock. */
export const slaBreach = {
  ...tenantColumns,
  slaBreachId: identity(),
  slaClockId: bigint(),
  metric: text<SlaMetric>(),
  recordType: text<WorkRecordType>(),
  recordId: bigint(),
  /** When the target was passed. */
  breachedAt: time(),
  /** When the product noticed. */
  detectedAt: time(),
  resolvedAt: nullable(time()),
  excusedAt: nullable(time()),
  excusedBy: nullable(text()),
  excuseReason: nullable(text()),
};
