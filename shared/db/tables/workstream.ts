import { bigint, bool, decimal, defaulted, identity, int, json, nullable, text, time } from '../columns.ts';
import { tenantColumns } from './platform.ts';

export type SourceType = 'email' | 'ad' | 'call' | 'note' | 'form' | 'referral' | 'import' | 'api';
export type SignalStatus = 'open' | 'linked' | 'dismissed';
export type CandidateStatus = 'new' | 'triaged' | 'nurture' | 'on_hold' | 'promoted' | 'archived';
export type ValueBand = 'low' | 'medium' | 'high';
export type Priority = 'urgent' | 'high' | 'medium' | 'low';
export type PursuitStage = 'qual' | 'pink' | 'red' | 'submit';
export type PursuitOutcome = 'open' | 'won' | 'lost' | 'no_bid';
export type LostCategory = 'timing' | 'competition' | 'budget' | 'fit' | 'other';
export type Gate = 'pink' | 'red' | 'gold';
export type ProposalStatus = 'draft' | 'sent' | 'signed' | 'void';
/** The record types of the workstream that have a Today row and a timeline. */
export type WorkRecordType = 'signal' | 'candidate' | 'pursuit';

/** Columns of a record with an event stream: `eventSeq` is the sequence of its newest event. */
const streamColumns = { ...tenantColumns, eventSeq: defaulted(bigint()) };

export const signal = {
  ...streamColumns,
  signalId: identity(),
  sourceType: text<SourceType>(),
  sourceRef: nullable(text()),
  snippet: nullable(text()),
  problemPhrase: nullable(text()),
  solutionHint: nullable(text()),
  urgencyScore: nullable(decimal()),
  contactName: nullable(text()),
  contactEmail: nullable(text()),
  contactPhone: nullable(text()),
  companyName: nullable(text()),
  companyDomain: nullable(text()),
  owner: nullable(text()),
  tags: json(),
  dedupeKey: nullable(text()),
  status: text<SignalStatus>(),
  dismissReason: nullable(text()),
  firstTouchAt: nullable(time()),
  deletedAt: nullable(time()),
};

export const candidate = {
  ...streamColumns,
  candidateId: identity(),
  title: text(),
  oneLinerScope: nullable(text()),
  status: text<CandidateStatus>(),
  valueBand: nullable(text<ValueBand>()),
  confidence: nullable(decimal()),
  nextStep: nullable(text()),
  owner: nullable(text()),
  clientName: nullable(text()),
  contactName: nullable(text()),
  contactEmail: nullable(text()),
  priority: nullable(text<Priority>()),
  tags: json(),
  lastTouchAt: time(),
  deletedAt: nullable(time()),
};

export const candidateSignal = { orgId: int(), candidateId: bigint(), signalId: bigint(), createdAt: time() };

export const pursuit = {
  ...streamColumns,
  pursuitId: identity(),
  candidateId: bigint(),
  title: text(),
  stage: text<PursuitStage>(),
  outcome: text<PursuitOutcome>(),
  owner: nullable(text()),
  captureLead: nullable(text()),
  proposalManager: nullable(text()),
  clientName: nullable(text()),
  dueAt: nullable(time()),
  complianceScore: nullable(decimal()),
  forecastValue: nullable(decimal()),
  currency: nullable(text()),
  winProbability: nullable(decimal()),
  valueBand: nullable(text<ValueBand>()),
  priority: nullable(text<Priority>()),
  tags: json(),
  lostCode: nullable(text()),
  lostCategory: nullable(text<LostCategory>()),
  lostText: nullable(text()),
  /** A manager passed an incomplete gate on its way. */
  gateOverridden: bool(),
  submittedAt: nullable(time()),
  submittedProposalId: nullable(bigint()),
  closedAt: nullable(time()),
};

/** One tag of one record, for filters; the record's own `tags` column is what is shown. */
export const recordTag = { orgId: int(), recordType: text<WorkRecordType>(), recordId: bigint(), tag: text() };

export const gateTemplate = {
  ...tenantColumns,
  gateTemplateId: identity(),
  gate: text<Gate>(),
  templateVersion: int(),
  isCurrent: bool(),
};

export const gateTemplateItem = {
  orgId: int(),
  gateTemplateId: bigint(),
  itemKey: text(),
  position: int(),
  itemText: text(),
  required: bool(),
  evidenceRequired: bool(),
  verifierRole: text(),
  verifierDiffers: bool(),
};

/** A pursuit's own copy of a template item. */
export const pursuitChecklist = {
  ...tenantColumns,
  itemId: identity(),
  pursuitId: bigint(),
  gate: text<Gate>(),
  templateVersion: int(),
  itemKey: text(),
  position: int(),
  itemText: text(),
  required: bool(),
  evidenceRequired: bool(),
  verifierRole: text(),
  verifierDiffers: bool(),
  completedAt: nullable(time()),
  completedBy: nullable(text()),
  evidence: nullable(text()),
};

export const proposal = {
  ...streamColumns,
  proposalId: identity(),
  pursuitId: bigint(),
  versionNo: int(),
  status: text<ProposalStatus>(),
  title: text(),
  /** Sections: `[{ "heading": …, "body": … }]`. */
  content: json(),
  /** SHA-256 over the canonical form of `content`, in hex. */
  contentHash: text(),
  author: text(),
  recipients: nullable(json()),
  sentAt: nullable(time()),
};

export const engagement = {
  ...streamColumns,
  engagementId: identity(),
  pursuitId: bigint(),
  title: text(),
  status: text<'active' | 'closed'>(),
  clientName: nullable(text()),
  owner: nullable(text()),
  contractValue: nullable(decimal()),
  currency: nullable(text()),
  startedAt: time(),
};

export type TodayBucket = 'breached' | 'at_risk' | 'due_today' | 'next';

/**
 * What the order of the Today panel needs, one row per open record. `bucketRank` 0…3 orders the buckets;
 * `nextChangeAt` is when time alone changes the row, so that the SLA sweep can find it by a seek.
 */
export const todayItem = {
  orgId: int(),
  recordType: text<WorkRecordType>(),
  recordId: bigint(),
  title: text(),
  state: text(),
  owner: nullable(text()),
  tags: json(),
  dueAt: nullable(time()),
  /** Earliest due time of a running SLA clock of the record; null without one. */
  slaDueAt: nullable(time()),
  /** Earliest warning time of a running SLA clock; null without one. */
  slaWarnAt: nullable(time()),
  bucketRank: int<0 | 1 | 2 | 3>(),
  urgencyPoints: int(),
  valuePoints: int(),
  stagePoints: int(),
  score: int(),
  tier: text<Priority>(),
  nextChangeAt: nullable(time()),
  createdAt: time(),
  updatedAt: time(),
};
