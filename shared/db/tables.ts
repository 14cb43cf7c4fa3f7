import type { Columns, TableOf } from './columns.ts';
import { inbox, outboxAttempt, outboxDelivery, workEvent } from './tables/events.ts';
import { idempotencyRecord, member, org } from './tables/platform.ts';
import { slaBreach, slaClock, slaRule } from './tables/sla.ts';
import {
  candidate,
  candidateSignal,
  engagement,
  gateTemplate,
  gateTemplateItem,
  proposal,
  pursuit,
  pursuitChecklist,
  recordTag,
  signal,
  todayItem,
} from './tables/workstream.ts';

/** Every table of the application: the one place that says which columns there are and how they travel. */
export const tableColumns = {
  org,
  member,
  idempotencyRecord,
  signal,
  candidate,
  candidateSignal,
  pursuit,
  recordTag,
  gateTemplate,
  gateTemplateItem,
  pursuitChecklist,
  proposal,
  engagement,
  todayItem,
  slaRule,
  slaClock,
  slaBreach,
  workEvent,
  outboxDelivery,
  outboxAttempt,
  inbox,
} as const satisfies Record<string, Columns>;

/** The Kysely database type. Domain code reads and writes these, in schema `app`. */
export type Tables = { [T in keyof typeof tableColumns]: TableOf<(typeof tableColumns)[T]> };
export type TableName = keyof Tables;
