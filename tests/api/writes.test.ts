import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiResponse } from './contract.ts';
import { gate } from './fixtures/gate.ts';
import { startApi, type Api } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi({ load: () => import('./fixtures/parts-app.ts') });
});
afterAll(() => api.stop());

let made = 0;
const fresh = (): string => `member-${(made += 1)}`;
const add = (
  body: object,
  headers: Record<string, string> = {},
  sub = 'ann',
): Promise<ApiResponse<{ code?: string }>> => api.as({ sub }).post('/api/parts/members', body, headers);
const under = (key: string): Record<string, string> => ({ 'Idempotency-Key': key });

describe('a write under an Idempotency-Key', () => {
  it('gets the first answer again, byte for byte, and happens once', async () => {
    const memberId = fresh();
    const first = await add({ memberId }, under('once'));
    const again = await add({ memberId }, under('once'));
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect({ status: again.status, body: again.body }).toEqual({ status: 201, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(['etag', 'location', 'content-type'].map((name) => again.headers.get(name))).toEqual(
      ['etag', 'location', 'content-type'].map((name) => first.headers.get(name)),
    );
  });

  it('is a 422 when the key comes with another body, query or precondition', async () => {
    const memberId = fresh();
    await add({ memberId }, under('reused'));
    const answers = [
      await add({ memberId: fresh() }, under('reused')),
      await add({ memberId }, { ...under('reused'), 'If-Match': '"1"' }),
      await api.as().post('/api/parts/members?dryRun=false', { memberId }, under('reused')),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('shares its key with no other caller and no other organisation', async () => {
    const answers = [
      await add({ memberId: fresh() }, under('shared')),
      await add({ memberId: fresh() }, under('shared'), 'bob'),
      await api.as({ org: 'other' }).post('/api/parts/members', { memberId: fresh() }, under('shared')),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  });

  it('that failed keeps no answer: the same key may try again', async () => {
    const memberId = fresh();
    const failed = await add({ memberId, ending: 'fail' }, under('failed'));
    expect(failed.status).toBe(409);
    expect((await add({ memberId }, under('failed'))).status).toBe(201);
  });

  it('runs once when two come at the same time: the other waits and gets the same answer', async () => {
    gate.close();
    const body = { memberId: fresh(), ending: 'wait' };
    const first = add(body, under('race'));
    await gate.arrived;
    const second = add(body, under('race'));
    gate.open();
    const answers = await Promise.all([first, second]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1].body).toEqual(answers[0].body);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(1);
  });

  it('that still runs after two seconds is a 409 with Retry-After, and ends all the same', async () => {
    gate.close();
    const body = { memberId: fresh(), ending: 'wait' };
    const first = add(body, under('slow'));
    await gate.arrived;
    const second = await add(body, under('slow'));
    gate.open();
    expect(second).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
    expect(second.headers.get('retry-after')).toBe('1');
    expect((await first).status).toBe(201);
    expect((await add(body, under('slow'))).headers.get('idempotency-replayed')).toBe('true');
  });

  it('that waits for its first request takes no connection from the others', async () => {
    gate.close();
    const body = { memberId: fresh(), ending: 'wait' };
    const first = add(body, under('crowd'));
    await gate.arrived;
    const crowd = Array.from({ length: 30 }, () => add(body, under('crowd')));
    expect((await add({ memberId: fresh() })).status).toBe(201);
    gate.open();
    const answers = await Promise.all([first, ...crowd]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  });

  it('of ten at once happens once', async () => {
    const memberId = fresh();
    const answers = await Promise.all(Array.from({ length: 10 }, () => add({ memberId }, under('ten'))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
  });

  it('is free again after 24 hours', async () => {
    await add({ memberId: fresh() }, under('old'));
    api.clock.advance(24 * 3600 + 1);
    const answer = await add({ memberId: fresh() }, under('old'));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('idempotency-replayed')).toBeNull();
  });

  it.each(['', 'with blank', 'x'.repeat(201)])('refuses the key %j', async (key) => {
    const answer = await add({ memberId: fresh() }, under(key));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ in: 'header', pointer: '/Idempotency-Key' }] } });
  });
});

describe('a dry run', () => {
  it('answers as the write would and keeps nothing, not even its key', async () => {
    const memberId = fresh();
    const dry = await api.as().post('/api/parts/members?dryRun=true', { memberId }, under('dry'));
    expect({ status: dry.status, dry: dry.headers.get('dry-run') }).toEqual({ status: 200, dry: 'true' });
    expect(dry.body).toMatchObject({
      wouldAnswer: { status: 201, headers: { etag: '"1"', location: '/x' }, body: { memberId } },
    });
    const real = await add({ memberId }, under('dry'));
    expect({ status: real.status, dry: real.headers.get('dry-run') }).toEqual({ status: 201, dry: null });
  });

  it('is refused as the write would be', async () => {
    const memberId = fresh();
    await add({ memberId });
    const answer = await api.as().post('/api/parts/members?dryRun=true', { memberId });
    expect(answer).toMatchObject({ status: 409, body: { code: 'duplicate' } });
    expect(answer.headers.get('dry-run')).toBe('true');
  });
});

describe('a precondition', () => {
  it('that is required and absent is a 428', async () => {
    expect(await api.as().patch('/api/parts/guarded')).toMatchObject({
      status: 428,
      body: { code: 'if_match_required' },
    });
  });

  it.each(['*', '3', '"3", "4"', 'W/"3"', '"x"'])('%s is refused', async (value) => {
    const answer = await api.as().patch('/api/parts/guarded', undefined, { 'If-Match': value });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ in: 'header', pointer: '/If-Match' }] } });
  });

  it('names the version', async () => {
    const answer = await api.as().patch('/api/parts/guarded', {}, { 'If-Match': '"3"' });
    expect(answer).toMatchObject({ status: 200, body: { ifMatch: 3 } });
  });
});

describe('a role', () => {
  it.each([
    ['viewer', 403],
    ['agent', 403],
    ['member', 201],
    ['admin', 201],
  ])('%s gets %i from a write that needs a member', async (role, status) => {
    expect((await api.as({ roles: [role] }).post('/api/parts/members', { memberId: fresh() })).status).toBe(status);
  });
});
