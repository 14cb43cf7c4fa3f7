import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { newSignal, triagedCandidate } from './journey.ts';

let api: Api;
let ann: Caller;
let bob: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['member'] });
  bob = api.as({ sub: 'bob', roles: ['manager'] });
  await bob.get('/api/me');
});
afterAll(() => api.stop());

interface Candidate {
  readonly id: number;
  readonly version: number;
  readonly status: string;
  readonly signalIds: number[];
  readonly pursuitId: number | null;
}
const status = (caller: Caller, id: number, to: string) =>
  caller.post<Candidate & { code?: string }>(`/api/candidates/${id}/status`, { status: to });

describe('a candidate', () => {
  it('is refused whole when one of its signals cannot be linked', async () => {
    const signal = await newSignal(ann);
    await ann.post('/api/candidates', { title: 'first', signalIds: [signal.id] });
    const open = await newSignal(ann);
    const answer = await ann.post('/api/candidates', { title: 'second', signalIds: [open.id, signal.id] });
    expect(answer).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect((await ann.get<{ status: string }>(`/api/signals/${open.id}`)).body.status).toBe('open');
  });

  it('takes more signals later, and the same one twice without harm', async () => {
    const { id } = await triagedCandidate(ann);
    const signal = await newSignal(ann);
    const first = await ann.post<Candidate>(`/api/candidates/${id}/signals`, { signalIds: [signal.id] });
    const again = await ann.post<Candidate>(`/api/candidates/${id}/signals`, { signalIds: [signal.id] });
    expect(first.body.signalIds).toEqual([signal.id]);
    expect(again.body).toEqual(first.body);
  });

  it('takes no signal of another candidate: the refusal names that one', async () => {
    const [mine, theirs] = [await triagedCandidate(ann), await triagedCandidate(ann)];
    const signalIds = [(await newSignal(ann)).id];
    await ann.post(`/api/candidates/${theirs.id}/signals`, { signalIds });
    const refused = await ann.post(`/api/candidates/${mine.id}/signals`, { signalIds });
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict', existingId: theirs.id } });
  });

  it('gives its signals back when it is deleted: on the panel, free for another one', async () => {
    const signals = [await newSignal(ann), await newSignal(ann)];
    const signalIds = signals.map(({ id }) => id);
    const { id, version } = await triagedCandidate(ann, { signalIds });
    const match = { 'If-Match': `"${version}"` };
    expect((await ann.delete(`/api/candidates/${id}?dryRun=true`, undefined, match)).status).toBe(200);
    expect((await ann.get(`/api/signals/${signalIds[0]}`)).body).toMatchObject({ status: 'linked' });
    expect((await ann.delete(`/api/candidates/${id}`, undefined, match)).status).toBe(204);
    for (const signal of signalIds) {
      expect((await ann.get(`/api/signals/${signal}`)).body).toMatchObject({ status: 'open' });
      const { body } = await ann.get<{ data: { type: string; payload: object }[] }>(`/api/signals/${signal}/timeline`);
      expect(body.data[0]).toMatchObject({ type: 'signal.released', payload: { candidateId: id } });
    }
    const { body: today } = await ann.get<{ data: { id: number }[] }>('/api/workstream/today?type=signal');
    expect(today.data.map((row) => row.id)).toEqual(expect.arrayContaining(signalIds));
    const another = await ann.post<Candidate>('/api/candidates', { title: 'another', signalIds: [signalIds[0]] });
    expect(another).toMatchObject({ status: 201, body: { signalIds: [signalIds[0]] } });
    expect((await ann.post(`/api/signals/${signalIds[1]}/dismiss`, { reason: 'spam' })).status).toBe(200);
  });

  it('moves along its table only', async () => {
    const { body } = await ann.post<Candidate>('/api/candidates', { title: 'T' });
    expect(await status(ann, body.id, 'nurture')).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
    for (const to of ['triaged', 'nurture', 'on_hold', 'archived']) {
      expect((await status(ann, body.id, to)).body.status).toBe(to);
    }
    expect((await status(ann, body.id, 'triaged')).status).toBe(409);
    expect((await status(bob, body.id, 'triaged')).body.status).toBe('triaged');
  });

  it('on hold is not on the panel, and comes back to it', async () => {
    const { id } = await triagedCandidate(ann, { owner: 'bob' });
    const shown = async (): Promise<boolean> => {
      const { body } = await bob.get<{ data: { id: number }[] }>('/api/workstream/today?owner=me&type=candidate');
      return body.data.some((row) => row.id === id);
    };
    expect(await shown()).toBe(true);
    await status(ann, id, 'on_hold');
    expect(await shown()).toBe(false);
    await status(ann, id, 'nurture');
    expect(await shown()).toBe(true);
  });

  it('set to promoted is promoted exactly as by the promote call', async () => {
    const { id } = await triagedCandidate(ann);
    const reason = 'the budget is there';
    const { body } = await ann.post<Candidate>(`/api/candidates/${id}/status`, { status: 'promoted', reason });
    expect(body).toMatchObject({ status: 'promoted' });
    const { body: trail } = await ann.get<{ data: { payload: object }[] }>(`/api/candidates/${id}/timeline`);
    expect(trail.data[0]?.payload).toMatchObject({ pursuitId: body.pursuitId, reason });
    const again = await ann.post<{ id: number }>(`/api/candidates/${id}/promote`);
    expect(again).toMatchObject({ status: 200, body: { id: body.pursuitId, existing: true } });
    expect((await ann.delete(`/api/candidates/${id}`, undefined, { 'If-Match': `"${body.version}"` })).status).toBe(
      409,
    );
  });

  it('that is new, on hold or archived cannot be promoted', async () => {
    const { body } = await ann.post<Candidate>('/api/candidates', { title: 'T' });
    expect((await ann.post(`/api/candidates/${body.id}/promote`)).status).toBe(409);
    const { id } = await triagedCandidate(ann);
    await status(ann, id, 'on_hold');
    expect((await ann.post(`/api/candidates/${id}/promote`)).status).toBe(409);
  });

  it('is promoted with a value and its currency, or with neither', async () => {
    const { id } = await triagedCandidate(ann);
    const half = await ann.post(`/api/candidates/${id}/promote`, { forecastValue: 5 });
    expect(half).toMatchObject({ status: 400, body: { errors: [{ pointer: '/currency' }] } });
    const whole = await ann.post(`/api/candidates/${id}/promote`, { forecastValue: 0, currency: 'EUR' });
    expect(whole).toMatchObject({ status: 201, body: { forecastValue: 0, currency: 'EUR' } });
  });

  it('cannot be changed by a viewer or an agent', async () => {
    for (const role of ['viewer', 'agent'] as const) {
      const answer = await api.as({ sub: 'vic', roles: [role] }).post('/api/candidates', { title: 'T' });
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });
});
