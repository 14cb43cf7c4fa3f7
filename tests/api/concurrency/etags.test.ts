import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../../../functions/http/all.ts';
import { dependencies } from '../../../functions/dependencies.ts';
import { openOnlooker } from '../../faults/onlooker.ts';
import { startApi, type Api } from '../harness.ts';
import { itemsOf, newPursuit, newSignal, submittedPursuit, triagedCandidate } from '../workstream/journey.ts';

let api: Api;
/** A path of each endpoint that reads one record. */
let paths: Readonly<Record<string, string>>;
/** Reads below a record that are no record themselves. */
const lists = ['checklists-get', 'proposals-list', 'pursuits-transitions'];
const isList = (name: string): boolean => name.endsWith('-timeline') || lists.includes(name);

beforeAll(async () => {
  api = await startApi();
  const ann = api.as();
  const pursuit = await newPursuit(ann);
  const won = await submittedPursuit(ann, api.as({ sub: 'bob' }), true);
  await ann.post(`/api/pursuits/${won.id}/won`);
  await api.host.fireTimer('outbox');
  const { body: proposals } = await ann.get<{ data: { id: number }[] }>(`/api/pursuits/${pursuit.id}/proposals`);
  const { body: engagements } = await ann.get<{ data: { id: number }[] }>('/api/engagements');
  const { body: rules } = await ann.get<{ data: { id: number }[] }>('/api/sla/rules');
  const [item] = await itemsOf(ann, pursuit.id, 'pink');
  paths = {
    'signals-get': `/api/signals/${(await newSignal(ann)).id}`,
    'candidates-get': `/api/candidates/${(await triagedCandidate(ann)).id}`,
    'pursuits-get': `/api/pursuits/${pursuit.id}`,
    'checklists-item': `/api/pursuits/${pursuit.id}/checklist/${item?.id}`,
    'proposals-get': `/api/proposals/${proposals.data[0]?.id}`,
    'engagements-get': `/api/engagements/${engagements.data[0]?.id}`,
    'sla-rules-get': `/api/sla/rules/${rules.data[0]?.id}`,
    'dead-letters-get': `/api/outbox/dead-letters/${await deadLetter()}`,
  };
});
afterAll(() => api.stop());

/** The id of a delivery that was given up. */
async function deadLetter(): Promise<number> {
  await newPursuit(api.as());
  const { config } = await dependencies();
  const onlooker = await openOnlooker(config.DATABASE_URL ?? '');
  const latest = '(select max(delivery_id) from app.outbox_delivery)';
  const id = await onlooker.count(
    `update app.outbox_delivery set state = 'dead', dead_at = now() where delivery_id = ${latest} returning delivery_id`,
  );
  await onlooker.close();
  return id;
}

describe('an ETag', () => {
  it('stands on every answer that is one record, and is its version', async () => {
    const single = endpoints.filter(
      (record) => record.access === 'read' && record.route.includes('{') && !isList(record.name),
    );
    for (const { name } of single) {
      const path = paths[name];
      if (path === undefined) throw new Error(`${name} reads one record and has no path here.`);
      const { status, headers, body } = await api.as().get<{ version: number }>(path);
      expect({ name, status, etag: headers.get('etag') }).toEqual({ name, status: 200, etag: `"${body.version}"` });
    }
  });

  it('is required to change or delete a record', () => {
    const changes = endpoints.filter(({ method }) => method === 'PATCH' || method === 'PUT' || method === 'DELETE');
    expect(changes.length).toBeGreaterThan(5);
    for (const record of changes) expect(record, record.name).toMatchObject({ ifMatch: 'required' });
  });

  it('that is old is a 412 with the record as it is, for every call that a record hangs on', async () => {
    const guarded = endpoints.filter((record) => record.access === 'write' && record.ifMatch !== undefined);
    const bodies: Readonly<Record<string, object>> = {
      'signals-dismiss': { reason: 'spam' },
      'candidates-link-signals': { signalIds: [1] },
      'candidates-status': { status: 'nurture' },
      'pursuits-stage': { stage: 'pink' },
      'pursuits-lost': { category: 'fit' },
      'proposals-create': { sections: [{ heading: 'A', body: '' }] },
      'proposals-send': { recipients: ['a@b.co'] },
      'sla-rules-update': { targetSeconds: 60, warnPercent: 50, active: true },
    };
    const roots = ['signals', 'candidates', 'pursuits', 'proposals'].map((room) => paths[`${room}-get`] ?? '');
    for (const record of guarded) {
      const item = record.route.includes('{itemId}') ? paths['checklists-item'] : undefined;
      const rule = record.route.startsWith('api/sla') ? paths['sla-rules-get'] : undefined;
      const root = item ?? rule ?? roots.find((path) => path.startsWith(`/${record.route.split('{')[0]}`)) ?? '';
      const path = `${root}${/\{\w+\}([^{}]*)$/.exec(record.route)?.[1] ?? ''}`;
      const method = record.method.toLowerCase() as 'post' | 'put' | 'patch' | 'delete';
      const caller = api.as();
      const body = bodies[record.name] ?? (method === 'patch' ? {} : undefined);
      const answer = await caller[method](path, body, { 'If-Match': '"999"' });
      expect(answer, `${record.name} ${path}`).toMatchObject({
        status: 412,
        body: { code: 'stale_etag', current: { version: expect.any(Number) as number } },
      });
    }
  });
});
