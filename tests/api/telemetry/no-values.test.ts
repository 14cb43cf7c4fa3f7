import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { endpoints } from '../../../functions/http/all.ts';
import type { Engine } from '../../../shared/db/engine.ts';
import { startApi, type Api } from '../harness.ts';
import { itemsOf, newPursuit, newSignal, triagedCandidate } from '../workstream/journey.ts';
import { canaries, driverError, found } from './canaries.ts';
import { linesOf } from './log-lines.ts';

/** What the next transactions are to fail with; null lets them work. */
let fault: { readonly scope: 'tenant' | 'system'; readonly error: Error } | null = null;
const faulty = (engine: Engine): Engine => ({
  ...engine,
  transaction: (scope, trips, work) =>
    engine.transaction(scope, trips, async (db) => {
      const result = await work(db);
      if (fault?.scope === scope.kind) throw fault.error;
      return result;
    }),
});

let api: Api;
let printed: string[];
const spied = ['log', 'info', 'warn', 'error', 'debug'] as const;
beforeAll(async () => {
  api = await startApi({ around: faulty, env: { OUTBOX_MAX_ATTEMPTS: '1' } });
});
afterAll(() => api.stop());
beforeEach(() => {
  printed = [];
  for (const method of spied) {
    vi.spyOn(console, method).mockImplementation((...what: unknown[]) => void printed.push(what.map(String).join(' ')));
  }
});
afterEach(() => {
  fault = null;
  vi.restoreAllMocks();
});

const { email, phone, name, text, company, domain, key, bearer, gateway, search, header, path } = canaries;
const ann = () => api.as({ sub: email, name, roles: ['admin'] });
const sent = {
  'Idempotency-Key': key,
  'X-Canary': header,
  'User-Agent': header,
  'X-Gateway-Authorization': `Bearer ${gateway}`,
};
const lead = {
  sourceType: 'email',
  contactEmail: email,
  contactPhone: phone,
  contactName: name,
  companyName: company,
  companyDomain: domain,
  snippet: text,
  problemPhrase: text,
};

/** What all of the log, the host's own lines included, holds of the canaries since `work` began; and the app's own lines. */
async function leaks(work: () => Promise<unknown>): Promise<{ found: string[]; lines: Record<string, unknown>[] }> {
  const before = api.logs.length;
  await work();
  const entries = api.logs.slice(before);
  expect(entries.length).toBeGreaterThan(0);
  return { found: found([...printed, ...entries.map((entry) => JSON.stringify(entry))]), lines: linesOf(entries) };
}

describe('no value stands in the log', () => {
  it('of requests that succeed', async () => {
    const { found: leaked } = await leaks(async () => {
      expect((await ann().post('/api/signals', lead, sent)).status).toBeLessThan(300);
      expect((await ann().post('/api/signals?dryRun=true', { ...lead, contactEmail: `x${email}` })).status).toBe(200);
      const candidate = await triagedCandidate(ann(), { title: text, clientName: company, owner: email });
      expect((await ann().get(`/api/candidates?owner=${encodeURIComponent(email)}`)).status).toBe(200);
      expect((await ann().post(`/api/candidates/${candidate.id}/promote`, undefined, sent)).status).toBe(201);
      const pursuit = await newPursuit(ann(), { title: text });
      const [item] = await itemsOf(ann(), pursuit.id, 'pink');
      await ann().post(`/api/pursuits/${pursuit.id}/checklist/${item?.id}/complete`, { evidence: text });
      for (const job of ['outbox', 'sla', 'retention']) await api.host.fireTimer(job);
    });
    expect(leaked).toEqual([]);
  });

  it.each(endpoints.map((record) => [record.name, record] as const))(
    'of what %s refuses',
    async (_, { method, route }) => {
      const at = `/${route.replaceAll(/\{[^}]*\}/g, path)}`;
      const query = `?q=${search}&owner=${search}&cursor=${search}&tag=${search}`;
      const call = (to: string, headers: Record<string, string>, body?: string) =>
        fetch(api.url + to, { method, headers, ...(body === undefined ? {} : { body }) }).then((answer) =>
          answer.text(),
        );
      const body = method === 'GET' ? undefined : JSON.stringify({ ...lead, [search]: text, id: email });
      const { found: leaked } = await leaks(async () => {
        await call(at + query, { authorization: `Bearer ${bearer}`, ...sent }, body);
        const json = { 'content-type': 'application/json', 'if-match': `"${header}"`, prefer: header };
        const headers = {
          ...sent,
          ...json,
          authorization: await api.authorization({ sub: email, name, roles: ['admin'] }),
        };
        await call(at + query, headers, body);
        await call(`/${route.replaceAll(/\{[^}]*\}/g, '1')}${query}`, headers, body?.slice(0, -1));
      });
      expect(leaked).toEqual([]);
    },
  );

  it('of paths and methods that do not exist', async () => {
    const { found: leaked } = await leaks(async () => {
      await ann().get(`/api/${path}/${email}?q=${search}`);
      await ann().delete(`/api/signals?q=${search}`, lead);
    });
    expect(leaked).toEqual([]);
  });

  it('of a request that fails with a driver’s error; what can be said of it is said', async () => {
    const { found: leaked, lines } = await leaks(async () => {
      fault = { scope: 'tenant', error: driverError('22P02') };
      expect((await ann().post('/api/signals', lead)).status).toBe(500);
    });
    expect(leaked).toEqual([]);
    expect(lines).toMatchObject([{ message: 'request', status: 500, level: 'error' }]);
    expect(lines[0]?.['error']).toMatch(
      /^Error code=22P02 severity=ERROR constraint=ux_signal_source table=signal.*\n +at /,
    );
  });

  it('of a request that meets a unique violation, whose detail shows the values', async () => {
    const { found: leaked } = await leaks(async () => {
      fault = { scope: 'tenant', error: driverError('23505') };
      const headers = {
        'content-type': 'application/json',
        authorization: await api.authorization({ sub: email, roles: ['admin'] }),
      };
      const { status } = await fetch(`${api.url}/api/signals`, { method: 'POST', headers, body: JSON.stringify(lead) });
      expect(status).toBe(409);
    });
    expect(leaked).toEqual([]);
  });

  it.each(['sla', 'retention'])('of the job %s that fails, nor in what the host says of it', async (job) => {
    await newSignal(api.as());
    const { found: leaked, lines } = await leaks(async () => {
      api.clock.advance(60 * 86_400);
      fault = { scope: 'system', error: driverError('22P02') };
      expect(await api.host.fireTimer(job)).toMatchObject({ ok: false });
    });
    expect(leaked).toEqual([]);
    expect(lines).toMatchObject([{ message: 'job', name: job, status: 'failed', level: 'error' }]);
    expect(lines[0]?.['error']).toContain('code=22P02');
  });

  it('of a delivery that goes dead', async () => {
    const candidate = await triagedCandidate(api.as(), { title: text });
    await api.as().post(`/api/candidates/${candidate.id}/promote`);
    const { found: leaked, lines } = await leaks(async () => {
      fault = { scope: 'tenant', error: driverError('22P02') };
      expect(await api.host.fireTimer('outbox')).toMatchObject({ ok: true });
    });
    expect(leaked).toEqual([]);
    expect(lines.map((line) => line['message'])).toEqual(['delivery', 'outbox: a delivery is dead', 'job']);
    expect(lines[0]).toMatchObject({ status: 'failed', consumer: 'proposal-v1' });
    expect(lines[0]?.['error']).toContain('code=22P02');
    const { body } = await api.as({ roles: ['admin'] }).get<{ data: object[] }>('/api/outbox/dead-letters');
    expect(body.data).toMatchObject([{ errorClass: '22P02' }]);
  });

  it('is not for want of looking: the same search finds a canary that is there', () => {
    expect(found([`x ${email} y`])).toContain(email);
  });
});
