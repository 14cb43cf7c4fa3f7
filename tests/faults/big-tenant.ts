import type { Onlooker } from './onlooker.ts';

/** How many rows the big tenant has of each. */
export const size = { signals: 20_000, pursuits: 5_000 };

/** Another's rows between the big tenant's, so that a plan without the organisation shows. */
const strangers = 4;

/**
 * Fills organisation `orgId` with rows inserted as sets, past the domain: 20,000 signals, 5,000 candidates and pursuits, a Today row and a clock for
 * each signal, their events, and 5,000 deliveries of which 300 are due. Four other organisations have a tenth each of the signals.
 */
export async function fillBigTenant(onlooker: Onlooker, orgId: number): Promise<void> {
  const run = (sql: string): Promise<unknown> => onlooker.query(sql.replaceAll(':org', String(orgId)));
  const stamp = "now() - n * interval '1 second', now()";
  await run(
    `insert into app.member (org_id, member_id, name, created_at, updated_at)
      select :org, 'owner-' || n, 'Owner', now(), now() from generate_series(1, 50) n on conflict do nothing`,
  );
  await run(
    `insert into app.org (org_key, name, settings, created_at, updated_at)
      select 'stranger-' || n, 'Stranger', settings, now(), now() from app.org, generate_series(1, ${strangers}) n where org_id = :org`,
  );
  const signalColumns = 'org_id, source_type, tags, status, problem_phrase, event_seq, created_at, updated_at';
  await run(
    `insert into app.signal (${signalColumns}, owner)
      select :org, 'form', '[]', case when n % 20 = 0 then 'dismissed' else 'open' end, 'Lead ' || n, 1, ${stamp}, 'owner-' || (n % 50 + 1)
      from generate_series(1, ${size.signals}) n`,
  );
  await run(
    `insert into app.signal (${signalColumns})
      select o.org_id, 'form', '[]', 'open', 'Lead ' || n, 1, ${stamp} from app.org o, generate_series(1, ${size.signals / 10}) n
      where o.org_key like 'stranger-%'`,
  );
  await run(
    `insert into app.candidate (org_id, title, status, tags, owner, event_seq, last_touch_at, created_at, updated_at)
      select :org, 'Deal ' || n, case when n % 2 = 0 then 'promoted' else 'triaged' end, '[]', 'owner-' || (n % 50 + 1), 1, now(), ${stamp}
      from generate_series(1, ${size.pursuits}) n`,
  );
  await run(
    `insert into app.pursuit (org_id, candidate_id, title, stage, outcome, tags, owner, gate_overridden, event_seq, created_at, updated_at)
      select :org, candidate_id, title, (array['qual', 'pink', 'red', 'submit'])[candidate_id % 4 + 1], 'open', '[]', owner, false, 1, now(), now()
      from app.candidate where org_id = :org`,
  );
  await run(
    `insert into app.proposal (org_id, pursuit_id, version_no, status, title, content, content_hash, author, event_seq, created_at, updated_at)
      select :org, pursuit_id, v, 'draft', title, '[]', '', 'ann', 1, now(), now() from app.pursuit, generate_series(1, 2) v
      where org_id = :org and pursuit_id % 10 > 0`,
  );
  await run(
    `insert into app.engagement (org_id, pursuit_id, title, status, owner, event_seq, started_at, created_at, updated_at)
      select :org, pursuit_id, title, 'active', owner, 1, now(), now(), now() from app.pursuit where org_id = :org and pursuit_id % 2 = 0`,
  );
  await run(
    `insert into app.pursuit_checklist (org_id, pursuit_id, gate, template_version, item_key, position, item_text, required, evidence_required,
        verifier_role, verifier_differs, created_at, updated_at)
      select :org, pursuit_id, 'pink', 1, 'item-' || i, i, 'Do it', true, false, 'member', false, now(), now()
      from app.pursuit, generate_series(1, 5) i where org_id = :org`,
  );
  await run(
    `insert into app.record_tag (org_id, record_type, record_id, tag)
      select :org, 'signal', signal_id, case when signal_id % 500 = 0 then 'rare' else 'common' end from app.signal where org_id = :org`,
  );
  await run(
    `insert into app.today_item (org_id, record_type, record_id, title, state, owner, tags, bucket_rank, urgency_points, value_points, stage_points,
        score, tier, next_change_at, created_at, updated_at)
      select org_id, 'signal', signal_id, problem_phrase, status, owner, '[]', signal_id % 4, 0, 0, 0, signal_id % 100, 'low',
        now() + (signal_id % 1000 - 10) * interval '1 minute', created_at, now() from app.signal`,
  );
  await run(
    `insert into app.sla_clock (org_id, metric, record_type, record_id, cycle, sla_rule_id, rule_version, target_seconds, state, started_at,
        running_since, consumed_seconds, warn_at, due_at, next_action_at, created_at, updated_at)
      select s.org_id, 'triage', 'signal', signal_id, 1, sla_rule_id, 1, 86400, 'running', now(), now(), 0, due - interval '1 hour', due,
        due - interval '1 hour', now(), now()
      from app.signal s join app.sla_rule r on r.org_id = s.org_id and r.metric = 'triage',
        lateral (select now() + (s.signal_id % 1000 - 10) * interval '1 hour' as due) d where s.org_id = :org`,
  );
  await run(
    `insert into app.sla_breach (org_id, sla_clock_id, metric, record_type, record_id, breached_at, detected_at, created_at, updated_at)
      select org_id, sla_clock_id, metric, record_type, record_id, now(), now(), now(), now() from app.sla_clock
      where org_id = :org and next_action_at > now()`,
  );
  const eventColumns =
    'org_id, type, record_type, record_id, sequence, actor_kind, actor_id, happened_at, recorded_at, correlation_id, changed, payload';
  await run(
    `insert into app.work_event (${eventColumns})
      select :org, 'signal.created', 'signal', signal_id, 1, 'user', 'owner-' || (signal_id % 50 + 1), created_at, now(), 'c', '[]', '{}'
      from app.signal where org_id = :org`,
  );
  await run(
    `insert into app.work_event (${eventColumns})
      select :org, 'candidate.promoted', 'candidate', candidate_id, 1, 'user', 'ann', created_at, now(), 'c', '[]',
        jsonb_build_object('pursuitId', pursuit_id)
      from app.pursuit where org_id = :org`,
  );
  await run(
    `insert into app.work_event (${eventColumns})
      select :org, 'pursuit.created', 'pursuit', pursuit_id, 1, 'user', 'ann', created_at, now(), 'c', '[]', '{}' from app.pursuit where org_id = :org`,
  );
  await run(
    `insert into app.outbox_delivery (org_id, event_id, consumer, record_type, record_id, sequence, state, is_head, due_at, created_at, updated_at)
      select :org, event_id, 'proposal-v1', record_type, record_id, sequence, 'ready', true,
        now() + (row_number() over (order by event_id) - 300) * interval '1 minute', now(), now()
      from app.work_event where org_id = :org and type = 'candidate.promoted'`,
  );
  await run(
    `update app.outbox_delivery set state = 'dead', dead_at = now(), error_class = 'Error', error_message = 'lost', fingerprint = 'f'
      where org_id = :org and delivery_id % 50 = 0`,
  );
  await run('analyze');
}
