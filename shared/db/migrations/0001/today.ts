import type { TableDefinition, ViewDefinition } from '../schema-change.ts';
import { between, bigint, int, json, key, ofOrg, oneOf, optional, prose, time } from '../define.ts';

const order = [
  { column: 'bucket_rank', direction: 'asc' },
  { column: 'score', direction: 'desc' },
  'record_type',
  'record_id',
] as const;

/** One row per open record: what the order of the Today panel needs. */
export const todayTable: TableDefinition = {
  name: 'today_item',
  columns: {
    org_id: int,
    record_type: key(20),
    record_id: bigint,
    title: prose(200),
    state: key(20),
    owner: optional(key(128)),
    tags: json,
    due_at: optional(time),
    sla_due_at: optional(time),
    sla_warn_at: optional(time),
    bucket_rank: int,
    urgency_points: int,
    value_points: int,
    stage_points: int,
    score: int,
    tier: key(10),
    next_change_at: optional(time),
    created_at: time,
    updated_at: time,
  },
  primaryKey: ['org_id', 'record_type', 'record_id'],
  indexes: [
    { name: 'ix_today_item_order', columns: ['org_id', ...order] },
    { name: 'ix_today_item_owner', columns: ['org_id', 'owner', ...order] },
    { name: 'ix_today_item_due', columns: ['next_change_at'], where: { next_change_at: { is: 'not null' } } },
  ],
  foreignKeys: [ofOrg('today_item')],
  checks: [
    oneOf('today_item', 'record_type', ['signal', 'candidate', 'pursuit']),
    oneOf('today_item', 'tier', ['urgent', 'high', 'medium', 'low']),
    between('today_item', 'bucket_rank', 0, 3),
  ],
  tenant: true,
  grants: 'all',
};

/** Views for reporting tools. */
export const reportingViews: readonly ViewDefinition[] = [
  {
    name: 'v_today_panel',
    sql: `select org_id, record_type, record_id, title, state, owner, due_at,
  case bucket_rank when 0 then 'breached' when 1 then 'at_risk' when 2 then 'due_today' else 'next' end as bucket,
  tier, score, urgency_points, value_points, stage_points
from app.today_item`,
  },
  {
    name: 'v_pursuit_checklist_ready',
    sql: `select org_id, pursuit_id, gate, count(*) as items,
  sum(case when completed_at is not null then 1 else 0 end) as completed,
  sum(cast(required as int) * case when completed_at is null then 1 else 0 end) as missing
from app.pursuit_checklist
group by org_id, pursuit_id, gate`,
  },
];
