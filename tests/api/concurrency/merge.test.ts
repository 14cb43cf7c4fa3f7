import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import type { ApiResponse } from '../contract.ts';
import { startApi, type Api } from '../harness.ts';
import { newPursuit, newSignal, triagedCandidate } from '../workstream/journey.ts';

let api: Api;
let ann: Caller;
let bob: Caller;
beforeAll(async () => {
  api = await startApi();
  ann = api.as({ sub: 'ann' });
  bob = api.as({ sub: 'bob' });
  await bob.get('/api/me');
});
afterAll(() => api.stop());

interface Conflict {
  readonly field: string;
  readonly yours: unknown;
  readonly theirs: unknown;
  readonly base?: unknown;
}
interface Shown {
  readonly version: number;
  readonly code?: string;
  readonly current?: { readonly version: number };
  readonly conflicts?: Conflict[];
}
type Headers = Record<string, string>;
const at = (version: number): Headers => ({ 'If-Match': `"${version}"` });
const merging = (version: number): Headers => ({ ...at(version), Prefer: 'merge' });
const patch = (who: Caller, path: string, body: object, headers: Headers): Promise<ApiResponse<Shown>> =>
  who.patch<Shown>(path, body, headers);

const records = [
  ['signals', newSignal, 'snippet', 'companyName'],
  ['candidates', triagedCandidate, 'nextStep', 'clientName'],
  ['pursuits', newPursuit, 'title', 'clientName'],
] as const;

describe.each(records)('a change of %s that is too late', (room, make, one, other) => {
  const fresh = async (): Promise<{ path: string; version: number }> => {
    const path = `/api/${room}/${(await make(ann)).id}`;
    const { body } = await ann.get<Shown>(path);
    return { path, version: body.version };
  };

  it('is a 412 with the record as it is and the fields that differ, three ways', async () => {
    const { path, version } = await fresh();
    await patch(bob, path, { [one]: 'theirs', [other]: 'same' }, at(version));
    const body = { [one]: 'mine', [other]: 'same', base: { [one]: 'read', [other]: null } };
    const answer = await patch(ann, path, body, at(version));
    expect(answer).toMatchObject({
      status: 412,
      body: { code: 'stale_etag', current: { version: version + 1, [one]: 'theirs' } },
    });
    expect(answer.body.conflicts).toEqual([{ field: one, yours: 'mine', theirs: 'theirs', base: 'read' }]);
  });

  it('shows no base when the request brings none', async () => {
    const { path, version } = await fresh();
    await patch(bob, path, { [one]: 'theirs' }, at(version));
    const answer = await patch(ann, path, { [one]: 'mine' }, at(version));
    expect(answer.body.conflicts).toEqual([{ field: one, yours: 'mine', theirs: 'theirs' }]);
  });

  it('of other fields succeeds when a merge is preferred, and says so', async () => {
    const { path, version } = await fresh();
    const first = await patch(bob, path, { [one]: 'theirs' }, merging(version));
    expect({ status: first.status, applied: first.headers.get('preference-applied') }).toEqual({
      status: 200,
      applied: null,
    });
    const second = await patch(ann, path, { [other]: 'mine' }, merging(version));
    expect(second).toMatchObject({ status: 200, body: { [one]: 'theirs', [other]: 'mine', version: version + 2 } });
    expect(second.headers.get('preference-applied')).toBe('merge');
    expect(second.headers.get('etag')).toBe(`"${version + 2}"`);
  });

  it('of other fields is a 412 when no merge is preferred', async () => {
    const { path, version } = await fresh();
    await patch(bob, path, { [one]: 'theirs' }, at(version));
    expect((await patch(ann, path, { [other]: 'mine' }, at(version))).status).toBe(412);
    expect((await patch(ann, path, { [other]: 'mine' }, { ...at(version), Prefer: 'return=minimal' })).status).toBe(
      412,
    );
  });

  it('of the same field is a 412 even when a merge is preferred, also when the field has its old value again', async () => {
    const { path, version } = await fresh();
    await patch(bob, path, { [one]: 'first' }, at(version));
    await patch(bob, path, { [one]: 'second' }, at(version + 1));
    await patch(bob, path, { [one]: 'first' }, at(version + 2));
    expect((await patch(ann, path, { [one]: 'mine' }, merging(version + 1))).status).toBe(412);
    expect((await patch(ann, path, { [one]: 'mine' }, merging(version + 3))).status).toBe(200);
  });

  it('to the value that is there already is no conflict', async () => {
    const { path, version } = await fresh();
    await patch(bob, path, { [one]: 'both' }, at(version));
    const answer = await patch(ann, path, { [one]: 'both', [other]: 'mine' }, merging(version));
    expect(answer).toMatchObject({ status: 200, body: { [one]: 'both', [other]: 'mine' } });
  });

  it('is a 412 for a version that nobody has read yet', async () => {
    const { path, version } = await fresh();
    expect((await patch(ann, path, { [one]: 'mine' }, merging(version + 1))).status).toBe(412);
  });
});

describe('a merge', () => {
  it('goes past moves and new proposals of a pursuit: they touch no field of a change', async () => {
    const { id, version } = await newPursuit(ann);
    await ann.post(`/api/pursuits/${id}/stage`, { stage: 'pink' });
    await ann.post(`/api/pursuits/${id}/proposals`, { sections: [{ heading: 'A', body: '' }] });
    const answer = await patch(bob, `/api/pursuits/${id}`, { clientName: 'Client' }, merging(version));
    expect(answer).toMatchObject({ status: 200, body: { stage: 'pink', clientName: 'Client' } });
  });

  it('never gives an amount another currency: the two are one field', async () => {
    const { id } = await newPursuit(ann);
    const path = `/api/pursuits/${id}`;
    const { body } = await ann.get<Shown>(path);
    const first = await patch(ann, path, { forecastValue: 100, currency: 'EUR' }, at(body.version));
    await patch(bob, path, { currency: 'USD' }, at(first.body.version));
    const late = await patch(ann, path, { forecastValue: 200 }, merging(first.body.version));
    expect(late).toMatchObject({ status: 412, body: { current: { forecastValue: 100, currency: 'USD' } } });
  });

  it('is replayed under its key with all that it said', async () => {
    const { id, version } = await newSignal(ann);
    const path = `/api/signals/${id}`;
    await patch(bob, path, { snippet: 'theirs' }, at(version));
    const headers = { ...merging(version), 'Idempotency-Key': `merge-${id}` };
    const first = await patch(ann, path, { companyName: 'mine' }, headers);
    const again = await patch(ann, path, { companyName: 'mine' }, headers);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('preference-applied')).toBe('merge');
    const plain = await patch(ann, path, { companyName: 'mine' }, { ...headers, Prefer: '' });
    expect(plain).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('loses no update in a race: what was answered with 200 is in the record, and nothing else is', async () => {
    const fields = ['snippet', 'problemPhrase', 'solutionHint', 'contactName', 'companyName'] as const;
    const change = fc.dictionary(fc.constantFrom(...fields), fc.constantFrom('a', 'b', 'c'), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 2, maxLength: 6 }), async (changes) => {
        const { id, version } = await newSignal(ann, { problemPhrase: null });
        const path = `/api/signals/${id}`;
        const answers = await Promise.all(
          changes.map((body, i) => patch(i % 2 === 0 ? ann : bob, path, body, merging(version))),
        );
        const won = answers.flatMap(({ status, body }, i) => (status === 200 ? [{ version: body.version, i }] : []));
        won.sort((a, b) => a.version - b.version || a.i - b.i);
        const { body: now } = await ann.get<Record<string, unknown>>(path);
        const model: Record<string, string | null> = Object.fromEntries(fields.map((name) => [name, null]));
        for (const { i } of won) {
          for (const [name, value] of Object.entries(changes[i] ?? {})) {
            // A field is written once, or again with the value that it has.
            expect([null, value]).toContain(model[name]);
            model[name] = value;
          }
        }
        expect(now).toMatchObject(model);
        expect(answers.every(({ status }) => status === 200 || status === 412)).toBe(true);
        expect(won.length).toBeGreaterThan(0);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a change of an SLA rule that is too late', () => {
  it('is a 412 with the fields that differ, three ways', async () => {
    const rule = { targetSeconds: 3600, warnPercent: 50, active: true };
    await ann.put('/api/sla/rules/1', rule, at(1));
    const late = { ...rule, targetSeconds: 7200, base: { targetSeconds: 86_400 } };
    const answer = await bob.put<Shown>('/api/sla/rules/1', late, at(1));
    expect(answer).toMatchObject({ status: 412, body: { current: { id: 1, version: 2, targetSeconds: 3600 } } });
    expect(answer.body.conflicts).toEqual([{ field: 'targetSeconds', yours: 7200, theirs: 3600, base: 86_400 }]);
  });
});
