/* What the app's endpoints send, with plain parameters in place of a set of rows. */

export const insertSignal = `insert into app.signal (org_id, source_type, problem_phrase, tags, status, created_at, updated_at, version, event_seq)
  values ($1, $2, $3, '[]', 'open', $4, $4, 1, 1) returning signal_id`;

export const insertClock = `insert into app.sla_clock (org_id, created_at, updated_at, metric, record_type, record_id, cycle, sla_rule_id, rule_version,
    target_seconds, state, started_at, running_since, consumed_seconds, warn_at, due_at, next_action_at)
  select $1, $3::timestamptz, $3, r.metric, 'signal', $2, coalesce((select max(c.cycle) from app.sla_clock c
      where c.org_id = $1 and c.record_type = 'signal' and c.record_id = $2 and c.metric = r.metric), 0) + 1,
    r.sla_rule_id, r.rule_version, r.target_seconds, 'running', $3, $3, 0,
    $3::timestamptz + r.target_seconds * r.warn_percent / 100 * interval '1 second', $3::timestamptz + r.target_seconds * interval '1 second',
    $3::timestamptz + r.target_seconds * r.warn_percent / 100 * interval '1 second'
  from app.sla_rule r where r.org_id = $1 and r.metric = 'triage' and r.record_type = 'signal' and r.active
    and not exists (select from app.sla_clock c where c.org_id = $1 and c.record_type = 'signal' and c.record_id = $2
      and c.metric = r.metric and c.state <> 'stopped')
  returning warn_at, due_at`;

export const insertToday = `insert into app.today_item (org_id, record_type, record_id, title, state, tags, sla_due_at, sla_warn_at, bucket_rank,
    urgency_points, value_points, stage_points, score, tier, next_change_at, updated_at, created_at)
  values ($1, 'signal', $2, $3, 'open', '[]', $4, $5, 3, 20, 0, 0, 20, 'low', $5, $6, $6)`;

export const readForMove = `select p.*, d.sla_warn_at, d.sla_due_at, c.item_id, c.gate, c.item_key, c.item_text, c.verifier_role, q.proposal_id,
    q.version_no, q.status as proposal_status, q.content_hash
  from app.pursuit p
  left join app.pursuit_checklist c on c.org_id = p.org_id and c.pursuit_id = p.pursuit_id and c.required and c.completed_at is null
  left join app.proposal q on q.org_id = p.org_id and q.pursuit_id = p.pursuit_id and q.version_no = (
    select max(x.version_no) from app.proposal x where x.org_id = p.org_id and x.pursuit_id = p.pursuit_id)
  left join app.today_item d on d.org_id = p.org_id and d.record_id = p.pursuit_id and d.record_type = 'pursuit'
  where p.org_id = $1 and p.pursuit_id = $2 order by c.gate, c.position`;

export const updatePursuit = `update app.pursuit set stage = $3, outcome = 'open', event_seq = event_seq + 1, version = version + 1, updated_at = $4
  where org_id = $1 and pursuit_id = $2 and version = $5`;

export const updateToday = `update app.today_item set state = $3, updated_at = $4 where org_id = $1 and record_type = 'pursuit' and record_id = $2`;
