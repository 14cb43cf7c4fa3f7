import type * as z from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { dryRunSchema } from '../../../shared/http/dry-run.ts';
import { comparable } from '../examples/comparable.ts';
import { startApi, type Api } from '../harness.ts';
import { completeGate, moveTo, newPursuit } from '../workstream/journey.ts';
import { everything } from './snapshot.ts';
import { makeWorld } from './worlds.ts';
import { send, writeCalls, type World } from './write-calls.ts';

type DryRun = z.output<typeof dryRunSchema>;

let api: Api;
let world: World;
beforeAll(async () => {
  api = await startApi();
  world = await makeWorld(api, 'acme');
});
afterAll(() => api.stop());

/** What was written in the name of a request. */
async function eventsOf(requestId: string): Promise<unknown[]> {
  const rows = await api.engine
    .reader({ kind: 'tenant', orgId: world.orgId }, { count: 0 })
    .selectFrom('workEvent')
    .select(['type', 'recordType', 'sequence', 'changed', 'payload'])
    .where('orgId', '=', world.orgId)
    .where('correlationId', '=', requestId)
    .orderBy('eventId')
    .execute();
  return rows.map((row) => ({
    ...row,
    changed: JSON.parse(row.changed) as unknown,
    payload: JSON.parse(row.payload) as unknown,
  }));
}

const row = ({ type, recordType, sequence, changed, payload }: DryRun['events'][number]): unknown => ({
  type,
  recordType,
  sequence,
  changed,
  payload,
});

describe.each(Object.entries(writeCalls))('a dry run of %s', (name, prepare) => {
  it('says what the call then answers and writes, and changes no row', async () => {
    const call = await prepare(world);
    const headers = { 'Idempotency-Key': `dry-${name}`, 'X-Request-Id': `real.${name}` };
    const before = await everything(api.engine);
    const dry = await send<DryRun>(world.ann, call, headers, '?dryRun=true');
    expect(dry.status, JSON.stringify(dry.body)).toBe(200);
    expect(dry.headers.get('dry-run')).toBe('true');
    expect(await everything(api.engine)).toEqual(before);
    expect(dry.body.events.length).toBeGreaterThan(0);

    const real = await send(world.ann, call, headers);
    expect(real.headers.get('idempotency-replayed')).toBeNull();
    expect(real.status).toBe(dry.body.wouldAnswer.status);
    expect(real.headers.get('etag')).toBe(dry.body.wouldAnswer.headers['etag'] ?? null);
    expect(comparable(real.body === '' ? null : real.body)).toEqual(comparable(dry.body.wouldAnswer.body));
    expect(comparable(await eventsOf(`real.${name}`))).toEqual(comparable(dry.body.events.map(row)));
  });

  it('is refused as the call would be, and changes no row', async () => {
    const call = await prepare(world);
    const path = call.path.replace(/\/\d+/, '/999999999');
    const refused = path === call.path ? { ...call, body: { nonsense: true } } : { ...call, path };
    const before = await everything(api.engine);
    const dry = await send(world.ann, refused, {}, '?dryRun=true');
    const real = await send(world.ann, refused, {});
    expect(dry.status).toBe(real.status);
    expect(dry.status).toBeGreaterThanOrEqual(400);
    expect(comparable(dry.body)).toEqual(comparable(real.body));
    expect(dry.headers.get('dry-run')).toBe('true');
    expect(await everything(api.engine)).toEqual(before);
  });
});

describe('the gates of a dry run', () => {
  const submit = async (id: number, body: object) =>
    world.ann.post<DryRun>(`/api/pursuits/${id}/submit?dryRun=true`, body);

  it('say passed, overridden or, in the refusal, what holds the pursuit', async () => {
    const { id } = await newPursuit(world.ann);
    await moveTo(world.ann, id, 'pink');
    await moveTo(world.ann, id, 'red');
    expect(await submit(id, {})).toMatchObject({ status: 409, body: { code: 'gate_blocked' } });
    const { body: overridden } = await submit(id, { overrideReason: 'paper' });
    expect(overridden.gates).toMatchObject([{ pursuitId: id, to: 'submit', gate: 'pink', verdict: 'overridden' }]);
    expect(overridden.gates[0]?.blockers.length).toBeGreaterThan(0);
    expect(overridden.events.map(({ type }) => type)).toContain('gate.overridden');
    await completeGate(world.bob, id, 'pink');
    const { body: passed } = await submit(id, {});
    expect(passed.gates).toEqual([{ pursuitId: id, to: 'submit', gate: 'pink', verdict: 'passed', blockers: [] }]);
  });
});
