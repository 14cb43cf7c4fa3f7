import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dependencies } from '../../functions/dependencies.ts';
import { endpoints } from '../../functions/http/all.ts';
import type { ApiResponse } from '../api/contract.ts';
import type { Caller } from '../api/caller.ts';
import { startApi, type Api } from '../api/harness.ts';
import { newSignal, submittedPursuit } from '../api/workstream/journey.ts';
import { hostileCases, pathOf, queryOf, type HostileCase } from './hostile-cases.ts';
import { openOnlooker, type Onlooker } from './onlooker.ts';

interface Problem {
  readonly code: string;
  readonly errors?: readonly { readonly in: string; readonly pointer: string }[];
}

let api: Api;
let onlooker: Onlooker;
let ann: Caller;
let before: Awaited<ReturnType<Onlooker['contents']>>;
beforeAll(async () => {
  api = await startApi();
  const { config } = await dependencies();
  onlooker = await openOnlooker(config.DATABASE_URL ?? '');
  ann = api.as({ roles: ['admin'] });
  // Records for the ids to hit, and lists of more than one page.
  const bob = api.as({ sub: 'bob' });
  for (let i = 0; i < 2; i += 1) {
    await newSignal(ann);
    await submittedPursuit(ann, bob, true);
  }
  await api.host.fireTimer('outbox');
  before = await onlooker.contents();
});
afterAll(async () => {
  await onlooker.close();
  await api.stop();
});

let keys = 0;

/** How the answer to a hostile request differs from what it must be; null when it does not. */
async function flawOf(hostile: HostileCase): Promise<object | null> {
  const { method, path, body, status, place } = hostile;
  const key: Record<string, string> = method === 'GET' ? {} : { 'idempotency-key': `hostile-${(keys += 1)}` };
  const headers = { ...key, ...hostile.headers };
  const send = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;
  const verb = send[method as keyof typeof send];
  const answer: ApiResponse<Problem> =
    verb === 'get' ? await ann.get(path, headers) : await ann[verb](path, body, headers);
  const places = (answer.body.errors ?? []).map((error) => `${error.in} ${error.pointer}`);
  const named = place === null || places.some((found) => found === place || found.startsWith(`${place}/`));
  if (answer.status === status && named) return null;
  return { what: hostile.what, path, status: answer.status, code: answer.body.code, places, wanted: [status, place] };
}

describe.each(endpoints.map((record) => [record.name, record] as const))('%s', (_, record) => {
  it('refuses what is hostile and names the place', async () => {
    const flaws: object[] = [];
    for (const hostile of hostileCases(record)) {
      const flaw = await flawOf(hostile);
      if (flaw !== null) flaws.push(flaw);
    }
    expect(flaws).toEqual([]);
  });
});

describe.each(
  endpoints.filter((record) => 'cursor' in queryOf(record)).map((record) => [record.name, record] as const),
)('a cursor of %s', (_, record) => {
  it('is refused when a single character of it is changed', async () => {
    const path = pathOf(record, {});
    const { status, body } = await ann.get<{ nextCursor: string | null }>(`${path}?limit=1`);
    expect(status).toBe(200);
    // A list of one page gives no cursor; the made-up ones are among the hostile cases.
    if (body.nextCursor === null) return;
    const at = Math.floor(body.nextCursor.length / 2);
    const other = body.nextCursor[at] === 'A' ? 'B' : 'A';
    const tampered = body.nextCursor.slice(0, at) + other + body.nextCursor.slice(at + 1);
    const answer = await ann.get<Problem>(`${path}?limit=1&cursor=${tampered}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
  });
});

describe('after all of it', () => {
  it('not a row of any table has changed', async () => {
    expect(await onlooker.contents()).toEqual(before);
  });

  it('what is unusual and right is kept as it was sent', async () => {
    const title = 'Größe 👩‍👩‍👧 🚀 — „ok“ \u202Eabc 漢字';
    const made = await ann.post<{ id: number; title: string }>('/api/candidates', { title, tags: ['🏷️'] });
    const read = await ann.get(`/api/candidates/${made.body.id}`);
    expect([made.status, read.body]).toMatchObject([201, { title, tags: ['🏷️'] }]);
    const found = await ann.get(`/api/candidates?tag=${encodeURIComponent('🏷️')}`);
    expect(found.body).toMatchObject({ data: [{ id: made.body.id, title }] });
  });
});
