import { setTimeout as wait } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultOrgSettings } from '../../../shared/db/org-settings.ts';
import type { TenantSession } from '../../../shared/db/session.ts';
import type { Tables } from '../../../shared/db/tables.ts';
import { createProposals } from '../../../shared/workstream/proposals/create-proposals.ts';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { completeGate, moveTo, newPursuit } from './journey.ts';

let api: Api;
let ann: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['manager'] });
});
afterAll(() => api.stop());

const onSqlServer = (process.env['TEST_SQLSERVER_URL'] ?? '') !== '';

/** A change of somebody else that is made and not yet committed when `meanwhile` is called with the number of its transaction. */
async function uncommitted(
  work: (session: TenantSession) => Promise<unknown>,
  meanwhile: (xid: string) => Promise<void>,
) {
  const orgs = await system().selectFrom('org').select('orgId').executeTakeFirstOrThrow();
  const { orgId } = orgs;
  const trips = { count: 0 };
  await api.engine.transaction({ kind: 'tenant', orgId }, trips, async (db) => {
    const actor = { kind: 'user', id: 'ann', name: null } as const;
    const trace = { correlationId: 'overtaking', causationId: null };
    await work({ orgId, settings: defaultOrgSettings, db, now: api.clock.now(), actor, trace, trips });
    const { rows } = await sql<{ xid: string }>`select pg_current_xact_id()::xid::text as xid`.execute(db);
    await meanwhile(rows[0]?.xid ?? '');
  });
}

const system = (): Kysely<Tables> => api.engine.reader({ kind: 'system' }, { count: 0 });

/** Resolves when somebody waits for the transaction to end. */
async function somebodyWaitsFor(xid: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { rows } = await sql<{ waiting: number }>`select count(*)::int as waiting from pg_locks
      where not granted and locktype = 'transactionid' and transactionid::text = ${xid}`.execute(system());
    if ((rows[0]?.waiting ?? 0) > 0) return;
    await wait(20);
  }
  throw new Error('Nobody waits.');
}

// The locks of PostgreSQL tell when the submission has read and is about to write.
it.runIf(!onSqlServer)(
  'a submission that a new proposal overtakes is decided anew, and takes the new one',
  async () => {
    const { id } = await newPursuit(ann);
    await moveTo(ann, id, 'pink');
    await moveTo(ann, id, 'red');
    await completeGate(api.as({ sub: 'bob', roles: ['manager'] }), id, 'pink');
    let submission: ReturnType<typeof ann.post<{ submittedProposalId: number }>> | undefined;
    await uncommitted(
      (session) => createProposals(session, [{ pursuitId: id, sections: [{ heading: 'Newer', body: '' }] }]),
      async (xid) => {
        submission = ann.post<{ submittedProposalId: number }>(`/api/pursuits/${id}/submit`);
        await somebodyWaitsFor(xid);
      },
    );
    const answer = await submission;
    expect(answer?.status).toBe(200);
    const { body } = await ann.get<{ data: { id: number; versionNo: number; status: string }[] }>(
      `/api/pursuits/${id}/proposals`,
    );
    expect(body.data.map(({ versionNo, status }) => [versionNo, status])).toEqual([
      [2, 'sent'],
      [1, 'draft'],
    ]);
    expect(answer?.body.submittedProposalId).toBe(body.data[0]?.id);
  },
);
