import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type Api } from '../api/harness.ts';
import { tenantOpener } from '../../shared/db/open-tenant.ts';
import type { TenantSession } from '../../shared/db/session.ts';
import { systemActor } from '../../shared/platform/actor.ts';
import { startClocks } from '../../shared/sla/clocks.ts';
import { addSignal, emitAbout } from './test-records.ts';

interface Row {
  readonly id: number;
  readonly [name: string]: unknown;
}
interface List {
  readonly data: readonly Row[];
  readonly nextCursor: string | null;
}

let api: Api;
beforeAll(async () => {
  api = await startApi({ env: { OUTBOX_IDLE_MAX_MS: '0' } });
  // The first request makes the organisation.
  await api.as().get('/api/me');
  await api.as({ org: 'other' }).get('/api/me');
});
afterAll(() => api.stop());

async function inAcme<T>(work: (session: TenantSession) => Promise<T>): Promise<T> {
  const { orgId } = await api.engine
    .reader({ kind: 'system' }, { count: 0 })
    .selectFrom('org')
    .select('orgId')
    .where('orgKey', '=', 'acme')
    .executeTakeFirstOrThrow();
  const trace = { correlationId: randomUUID(), causationId: null };
  return tenantOpener(api.engine, api.clock)(orgId, systemActor('test'), trace, work);
}

const rules = async () => (await api.as().get<List>('/api/sla/rules')).body.data;
const change = { targetSeconds: 7200, warnPercent: 50, active: true };

describe('SLA rules', () => {
  test('are the three defaults in a new organisation', async () => {
    expect((await rules()).map((rule) => [rule['metric'], rule['recordType'], rule['targetSeconds']])).toEqual([
      ['triage', 'signal', 86_400],
      ['proposal', 'pursuit', 259_200],
      ['response', 'pursuit', 345_600],
    ]);
  });

  test('are changed by a manager who has seen them, and the change is an event', async () => {
    const [rule] = await rules();
    const path = `/api/sla/rules/${rule?.id}`;
    expect((await api.as().put(path, change)).status).toBe(428);
    expect((await api.as({ roles: ['member'] }).put(path, change, { 'if-match': '"1"' })).status).toBe(403);
    const changed = await api.as().put<Row>(path, change, { 'if-match': '"1"' });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
    expect(changed.body).toMatchObject({ ...change, ruleVersion: 2 });
    const stale = await api.as().put<Row>(path, change, { 'if-match': '"1"' });
    expect([stale.status, stale.body['code']]).toEqual([412, 'stale_etag']);
    expect(stale.body['current']).toMatchObject({ id: rule?.id, version: 2 });
    const events = await api.as().get<List>('/api/events?type=sla_rule.updated');
    expect(events.body.data).toMatchObject([{ recordId: rule?.id, changed: ['targetSeconds', 'warnPercent'] }]);
  });

  test.each([
    ['targetSeconds', { ...change, targetSeconds: 0 }],
    ['warnPercent', { ...change, warnPercent: 100 }],
    ['active', { ...change, active: 'yes' }],
  ])('refuse a wrong %s by name', async (name, body) => {
    const [rule] = await rules();
    const refused = await api.as().put<Row>(`/api/sla/rules/${rule?.id}`, body, { 'if-match': '"2"' });
    expect(refused.status).toBe(400);
    expect(refused.body['errors']).toMatchObject([{ in: 'body', pointer: `/${name}` }]);
  });

  test('of another organisation do not exist', async () => {
    const [rule] = await rules();
    const foreign = await api.as({ org: 'other' }).put(`/api/sla/rules/${rule?.id}`, change, { 'if-match': '"2"' });
    expect(foreign.status).toBe(404);
  });
});

describe('breaches', () => {
  test('are found by the timer, listed, and stand in the timeline of their record', async () => {
    const recordId = await inAcme(async (session) => {
      const signalId = await addSignal(session);
      await startClocks(session, [{ metric: 'triage', recordType: 'signal', recordId: signalId, at: session.now }]);
      return signalId;
    });
    api.clock.advance(3 * 3600);
    expect(await api.host.fireTimer('sla')).toEqual({ ok: true });
    const open = await api.as().get<List>('/api/sla/breaches?status=open&metric=triage|response');
    expect(open.body.data).toMatchObject([{ metric: 'triage', recordId, resolvedAt: null }]);
    expect((await api.as().get<List>('/api/sla/breaches?status=resolved')).body.data).toEqual([]);
    const timeline = await api.as().get<List>(`/api/signals/${recordId}/timeline`);
    expect(timeline.body.data.map((event) => event['type'])).toEqual(['sla.breached', 'sla.warned']);
    expect((await api.as({ org: 'other' }).get(`/api/signals/${recordId}/timeline`)).status).toBe(404);
    expect((await api.as({ org: 'other' }).get<List>('/api/sla/breaches')).body.data).toEqual([]);
  });

  test('are not listed by an unknown filter value, which is named with the valid ones', async () => {
    const refused = await api.as().get<Row>('/api/events?type=signal.created|nonsense');
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body['errors'])).toMatch(/nonsense.*signal\.created/);
  });
});

describe('dead letters', () => {
  test('are listed for a manager, and replayed once by one', async () => {
    // There is no such pursuit, and never will be.
    await inAcme((session) => emitAbout(session, 'candidate.promoted', 1, 1));
    expect(await api.host.fireTimer('outbox')).toEqual({ ok: true });
    expect((await api.as({ roles: ['member'] }).get('/api/outbox/dead-letters')).status).toBe(403);
    const { body } = await api.as().get<List>('/api/outbox/dead-letters');
    expect(body.data).toMatchObject([{ consumer: 'proposal-v1', errorClass: 'PermanentError' }]);
    const letter = `/api/outbox/dead-letters/${body.data[0]?.id}`;
    expect((await api.as().get(letter)).body).toMatchObject({ ...body.data[0], history: [{ token: 1 }] });
    expect((await api.as({ org: 'other' }).get(letter)).status).toBe(404);
    const { body: groups } = await api.as().get<List>('/api/outbox/dead-letter-groups');
    expect(groups.data).toMatchObject([{ consumer: 'proposal-v1', count: 1 }]);
    const path = `${letter}/replay`;
    expect((await api.as({ org: 'other' }).post(path)).status).toBe(404);
    expect((await api.as({ roles: ['member'] }).post(path)).status).toBe(403);
    const replayed = await api.as().post<Row>(path);
    expect(replayed.body).toMatchObject({ eventId: body.data[0]?.['eventId'], state: 'ready' });
    expect((await api.as().post<Row>(path)).body['code']).toBe('conflict');
    expect((await api.as().get(letter)).status).toBe(404);
    expect((await api.as().get<List>('/api/events?type=delivery.replayed')).body.data).toHaveLength(1);
  });
});
