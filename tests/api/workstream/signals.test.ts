import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { startApi, type Api } from '../harness.ts';
import { newSignal } from './journey.ts';

let api: Api;
let ann: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann', roles: ['member'] });
  await api.as({ sub: 'bob', roles: ['member'] }).get('/api/me');
});
afterAll(() => api.stop());

interface Signal {
  readonly id: number;
  readonly version: number;
  readonly status: string;
  readonly deduplicated: boolean;
  readonly firstTouchAt: string | null;
  readonly urgencyScore: number | null;
}
interface List<T> {
  readonly data: T[];
  readonly nextCursor: string | null;
}
interface Bulk {
  readonly created: number;
  readonly deduplicated: number;
  readonly failed: number;
  readonly results: { status: string; signal: Signal | null; errors: { pointer: string; message: string }[] }[];
}

const onPanel = async (id: number): Promise<boolean> => {
  const { body } = await ann.get<List<{ id: number }>>('/api/workstream/today?type=signal&limit=200');
  return body.data.some((row) => row.id === id);
};
const eventsOf = async (id: number): Promise<string[]> => {
  const { body } = await ann.get<List<{ type: string }>>(`/api/signals/${id}/timeline`);
  return body.data.map((event) => event.type).reverse();
};

describe('a new signal', () => {
  it('keeps what it was given, zero included, and is on the panel', async () => {
    const given = {
      sourceType: 'referral',
      snippet: 'Grüße 👋🏽',
      urgencyScore: 0,
      tags: ['emea', 'hot 🔥'],
      owner: 'bob',
    };
    const { status, body, headers } = await ann.post<Signal>('/api/signals', given);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...given, status: 'open', deduplicated: false, version: 1 });
    expect(headers.get('etag')).toBe('"1"');
    expect((await ann.get(`/api/signals/${body.id}`)).body).toMatchObject(given);
    expect(await onPanel(body.id)).toBe(true);
  });

  it('whose natural key is known answers the existing record', async () => {
    const first = await ann.post<Signal>('/api/signals', { sourceType: 'ad', dedupeKey: 'K1' });
    const again = await ann.post<Signal>('/api/signals', { sourceType: 'ad', dedupeKey: 'K1', snippet: 'other' });
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id, deduplicated: true, snippet: null } });
    const other = await ann.post<Signal>('/api/signals', { sourceType: 'ad', dedupeKey: 'k1' });
    expect(other.status).toBe(201);
  });

  it('for an owner that the organisation does not have is refused by name', async () => {
    const { status, body } = await ann.post('/api/signals', { sourceType: 'ad', owner: 'nobody' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ in: 'body', pointer: '/owner' }] });
  });

  it('in a dry run says what would happen and leaves nothing', async () => {
    const before = await ann.get<List<Signal>>('/api/signals?limit=1');
    const dry = await ann.post('/api/signals?dryRun=true', { sourceType: 'ad', dedupeKey: 'dry' });
    expect(dry).toMatchObject({ status: 200, body: { wouldAnswer: { status: 201, body: { dedupeKey: 'dry' } } } });
    expect(dry.headers.get('dry-run')).toBe('true');
    expect((await ann.get<List<Signal>>('/api/signals?limit=1')).body).toEqual(before.body);
  });
});

describe('many signals in one call', () => {
  it('are taken in one by one: a bad one does not sink the others', async () => {
    const items = [
      { sourceType: 'call', dedupeKey: 'B1' },
      { sourceType: 'fax' },
      { sourceType: 'call', dedupeKey: 'B1' },
      { sourceType: 'call', owner: 'nobody' },
      { sourceType: 'call', colour: 'red' },
      'not an object',
    ];
    const { status, body } = await ann.post<Bulk>('/api/signals/bulk', { items });
    expect(status).toBe(200);
    expect(body).toMatchObject({ created: 1, deduplicated: 1, failed: 4 });
    expect(body.results.map((result) => result.status)).toEqual([
      'created',
      'error',
      'deduplicated',
      'error',
      'error',
      'error',
    ]);
    expect(body.results.map(({ errors }) => errors[0]?.pointer)).toEqual([
      undefined,
      '/sourceType',
      undefined,
      '/owner',
      '/colour',
      '',
    ]);
    expect(body.results[2]?.signal?.id).toBe(body.results[0]?.signal?.id);
  });

  it('are refused whole when atomic, with the place of each fault', async () => {
    const items = [{ sourceType: 'call', dedupeKey: 'A1' }, { sourceType: 'fax' }];
    const { status, body } = await ann.post('/api/signals/bulk', { items, atomic: true });
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ pointer: '/items/1/sourceType' }] });
    expect(await ann.post('/api/signals', items[0])).toMatchObject({ status: 201 });
  });

  it('may be 500, and not 501', async () => {
    const items = Array.from({ length: 501 }, (_, i) => ({ sourceType: 'import', dedupeKey: `many-${i}` }));
    expect((await ann.post('/api/signals/bulk', { items })).status).toBe(400);
    const { body } = await ann.post<Bulk>('/api/signals/bulk', { items: items.slice(1) });
    expect(body).toMatchObject({ created: 500, deduplicated: 0, failed: 0 });
  });
});

describe('the first touch of a signal', () => {
  it('is the first owner: it stops the triage clock, and a second owner is no first touch', async () => {
    const signal = await newSignal(ann);
    const owned = await ann.patch<Signal>(`/api/signals/${signal.id}`, { owner: 'bob' }, { 'If-Match': '"1"' });
    expect(owned.body.firstTouchAt).not.toBeNull();
    const again = await ann.patch<Signal>(`/api/signals/${signal.id}`, { owner: 'ann' }, { 'If-Match': '"2"' });
    expect(again.body.firstTouchAt).toBe(owned.body.firstTouchAt);
    api.clock.advance(48 * 3600);
    await api.host.fireTimer('sla');
    expect(await eventsOf(signal.id)).toEqual(['signal.created', 'signal.updated', 'signal.updated']);
  });

  it('is its dismissal with a reason, which takes it off the panel; a second one is refused', async () => {
    const signal = await newSignal(ann);
    expect((await ann.post(`/api/signals/${signal.id}/dismiss`, {})).status).toBe(400);
    const { body } = await ann.post<Signal>(`/api/signals/${signal.id}/dismiss`, { reason: 'spam' });
    expect(body).toMatchObject({ status: 'dismissed', dismissReason: 'spam' });
    expect(await onPanel(signal.id)).toBe(false);
    const again = await ann.post(`/api/signals/${signal.id}/dismiss`, { reason: 'spam' });
    expect(again).toMatchObject({ status: 409, body: { code: 'invalid_transition' } });
  });

  it('too late leaves a breach with its true time, resolved at once', async () => {
    const signal = await newSignal(ann);
    const { body: created } = await ann.get<{ createdAt: string }>(`/api/signals/${signal.id}`);
    api.clock.advance(25 * 3600);
    await ann.post(`/api/signals/${signal.id}/dismiss`, { reason: 'too old' });
    expect(await eventsOf(signal.id)).toEqual(
      expect.arrayContaining(['sla.breached', 'sla.resolved', 'signal.dismissed']),
    );
    const path = `/api/sla/breaches?recordType=signal&recordId=${signal.id}`;
    const { body } = await ann.get<List<{ breachedAt: string; resolvedAt: string }>>(path);
    const due = new Date(new Date(created.createdAt).getTime() + 24 * 3_600_000).toISOString();
    expect(body.data).toMatchObject([{ breachedAt: due }]);
    expect(body.data[0]?.resolvedAt).not.toBeNull();
  });
});

describe('changing and deleting a signal', () => {
  it('needs If-Match, and answers 412 with the record as it is now', async () => {
    const { id } = await newSignal(ann);
    expect((await ann.patch(`/api/signals/${id}`, { snippet: 'x' })).status).toBe(428);
    const stale = await ann.patch(`/api/signals/${id}`, { snippet: 'x' }, { 'If-Match': '"7"' });
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale_etag', current: { id, version: 1 } } });
  });

  it('with what it has already writes nothing', async () => {
    const { id } = await newSignal(ann, { snippet: 'same', tags: ['a'] });
    const same = await ann.patch(`/api/signals/${id}`, { snippet: 'same', tags: ['a'] }, { 'If-Match': '"1"' });
    expect(same).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await eventsOf(id)).toEqual(['signal.created']);
  });

  it('hides it everywhere, keeps its trail, and frees its natural key', async () => {
    const { body } = await ann.post<Signal>('/api/signals', { sourceType: 'ad', dedupeKey: 'gone' });
    const path = `/api/signals/${body.id}`;
    expect((await ann.delete(path, undefined, { 'If-Match': '"1"' })).status).toBe(204);
    expect((await ann.get(path)).status).toBe(404);
    expect(await onPanel(body.id)).toBe(false);
    expect((await ann.post('/api/signals', { sourceType: 'ad', dedupeKey: 'gone' })).status).toBe(201);
  });
});

describe('the list of signals', () => {
  it('filters by one or several states, owner and tag, and pages without gap or double', async () => {
    for (let i = 0; i < 7; i += 1) await newSignal(ann, { tags: ['page-me'], owner: i % 2 === 0 ? 'bob' : null });
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = await ann.get<List<Signal>>(`/api/signals?tag=page-me&status=open|linked&limit=3${next}`);
      seen.push(...page.body.data.map(({ id }) => id));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
    const { body } = await ann.get<List<Signal>>('/api/signals?tag=page-me&owner=bob');
    expect(body.data).toHaveLength(4);
  });

  it('names an unknown value together with the valid ones', async () => {
    const { status, body } = await ann.get<{ errors: { message: string }[] }>('/api/signals?status=open|closed');
    expect(status).toBe(400);
    expect(body.errors[0]?.message).toContain('open, linked, dismissed');
  });
});
