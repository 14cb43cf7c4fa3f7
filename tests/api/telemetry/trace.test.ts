import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type Api } from '../harness.ts';
import { submittedPursuit } from '../workstream/journey.ts';
import { linesOf } from './log-lines.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const trace = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';

interface Traced {
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
}

async function eventOf(type: string, recordId?: number): Promise<Traced & { eventId: number }> {
  let query = api.engine
    .reader({ kind: 'system' }, { count: 0 })
    .selectFrom('workEvent')
    .select(['eventId', 'correlationId', 'causationId', 'traceparent'])
    .where('type', '=', type);
  if (recordId !== undefined) query = query.where('recordId', '=', recordId);
  return query.executeTakeFirstOrThrow();
}

it('one trace goes from the request to its event, to the delivery and to the event that the delivery made', async () => {
  const ann = api.as({ sub: 'ann', roles: ['member'] });
  const { id } = await submittedPursuit(ann, api.as({ sub: 'bob' }), true);
  await api.host.fireTimer('outbox');
  const sent = { traceparent: `00-${trace}-${callerSpan}-01`, 'X-Request-Id': 'the-win' };
  expect((await ann.post(`/api/pursuits/${id}/won`, undefined, sent)).status).toBe(200);
  await api.host.fireTimer('outbox');

  const lines = linesOf(api.logs);
  const request = lines.find((line) => line['message'] === 'request' && line['requestId'] === 'the-win');
  expect(request).toMatchObject({ traceId: trace, parentSpanId: callerSpan });
  const won = await eventOf('pursuit.won', id);
  expect(won).toMatchObject({ correlationId: 'the-win', traceparent: `00-${trace}-${String(request?.['spanId'])}-01` });

  const delivery = lines.find((line) => line['message'] === 'delivery' && line['consumer'] === 'engagement');
  expect(delivery).toMatchObject({
    requestId: 'the-win',
    traceId: trace,
    parentSpanId: request?.['spanId'],
    status: 'handled',
  });
  expect(await eventOf('engagement.created')).toMatchObject({
    correlationId: 'the-win',
    causationId: `event:${won.eventId}`,
    traceparent: `00-${trace}-${String(delivery?.['spanId'])}-01`,
  });
});

it('a group of deliveries names every trace, and each effect stays in its own', async () => {
  const ann = api.as({ sub: 'ann', roles: ['member'] });
  const traces = ['1', '2', '3'].map((digit) => digit.repeat(32));
  const promoted = await Promise.all(
    traces.map(async (one) => {
      const { body } = await ann.post<{ id: number }>('/api/candidates', { title: `Deal ${one}` });
      await ann.post(`/api/candidates/${body.id}/status`, { status: 'triaged' });
      const sent = { traceparent: `00-${one}-${callerSpan}-00` };
      return (await ann.post<{ id: number }>(`/api/candidates/${body.id}/promote`, undefined, sent)).body.id;
    }),
  );
  const before = api.logs.length;
  await api.host.fireTimer('outbox');
  const group = linesOf(api.logs.slice(before)).find((line) => line['message'] === 'delivery');
  expect(group).toMatchObject({ consumer: 'proposal-v1', deliveries: 3, traceId: null });
  expect(String(group?.['traceIds']).split(' ').sort()).toEqual(traces);
  const proposals = await api.engine
    .reader({ kind: 'system' }, { count: 0 })
    .selectFrom('workEvent as e')
    .innerJoin('proposal as p', (join) =>
      join.onRef('p.proposalId', '=', 'e.recordId').onRef('p.orgId', '=', 'e.orgId'),
    )
    .select(['p.pursuitId', 'e.traceparent'])
    .where('e.type', '=', 'proposal.created')
    .where('p.pursuitId', 'in', promoted)
    .execute();
  const found = new Map(proposals.map((row) => [row.pursuitId, row.traceparent?.split('-')[1]]));
  expect(promoted.map((pursuitId) => found.get(pursuitId))).toEqual(traces);
});
