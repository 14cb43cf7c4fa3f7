import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type Api } from '../harness.ts';
import { newSignal } from '../workstream/journey.ts';
import { jobLine, linesOf, requestLine } from './log-lines.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** The lines that `work` wrote. */
async function written(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const before = api.logs.length;
  await work();
  return linesOf(api.logs.slice(before));
}

describe('a request', () => {
  it.each([
    ['is answered', '/api/me', 200, 'api/me'],
    ['is refused', '/api/signals/999', 404, 'api/signals/{id}'],
    ['matches nothing', '/api/signals/x/y/z', 404, ''],
    ['is public', '/healthz', 200, 'healthz'],
    ['asks the database for its health', '/api/health', 200, 'api/health'],
  ])('that %s writes one line with exactly these facts', async (_, path, status, route) => {
    const lines = await written(() => api.as().get(path));
    expect(lines).toHaveLength(1);
    expect(requestLine.parse(lines[0])).toMatchObject({ status, route, method: 'GET' });
  });

  it('tells the trips of whatever asked the database, public or not', async () => {
    const [health, list] = await written(async () => {
      await api.as().get('/api/health');
      await api.as().get('/api/signals');
    });
    expect([health?.['roundTrips'], list?.['roundTrips']]).toEqual([3, 1]);
  });

  it('is told by another method than a path takes, by its route', async () => {
    const [line] = await written(() => api.as().delete('/api/me'));
    expect(requestLine.parse(line)).toMatchObject({ status: 405, code: 'method_not_allowed', route: 'api/me' });
  });

  it('of a caller whose subject is an e-mail address tells a digest, the same for every request', async () => {
    const lines = await written(async () => {
      await api.as({ sub: 'ann@example.com' }).get('/api/me');
      await api.as({ sub: 'ann@example.com' }).get('/api/signals');
    });
    const subjects = lines.map((line) => line['subject']);
    expect(subjects[0]).toMatch(/^sha256:[0-9a-f]{32}$/);
    expect(new Set(subjects).size).toBe(1);
  });
});

describe('a run of a job', () => {
  it.each(['outbox', 'sla', 'retention'])(
    'of %s writes one line with its figures and those of the pool',
    async (name) => {
      const lines = await written(() => api.host.fireTimer(name));
      expect(lines).toHaveLength(1);
      const line = jobLine.parse(lines[0]);
      expect(line).toMatchObject({ name, status: 'ok', subject: `system:${name}`, poolWaiting: 0, poolMax: 10 });
      expect(line.roundTrips).toBeGreaterThan(0);
    },
  );

  it('ties the events that it writes to its line', async () => {
    const { id } = await newSignal(api.as());
    api.clock.advance(60 * 86_400);
    const lines = await written(() => api.host.fireTimer('sla'));
    const job = jobLine.parse(lines.find((line) => line['message'] === 'job'));
    const db = api.engine.reader({ kind: 'system' }, { count: 0 });
    const events = await db
      .selectFrom('workEvent')
      .select(['correlationId', 'traceparent'])
      .where('type', '=', 'sla.breached')
      .where('recordId', '=', id)
      .execute();
    expect(events).toEqual([{ correlationId: job.requestId, traceparent: `00-${job.traceId}-${job.spanId}-00` }]);
  });
});
