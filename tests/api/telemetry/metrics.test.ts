import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { metricCatalogue } from '../../../shared/platform/metric-catalogue.ts';
import { collect, metricNames, onMeasurement, type Measurement } from '../../../shared/platform/metrics.ts';
import { startApi, type Api } from '../harness.ts';
import { newSignal, submittedPursuit, triagedCandidate } from '../workstream/journey.ts';

let api: Api;
let stop: () => void;
let seen: Measurement[] = [];
const ever = new Set<string>();
beforeAll(async () => {
  api = await startApi();
  stop = onMeasurement((measurement) => {
    seen.push(measurement);
    ever.add(measurement.name);
    // Every measurement has the attributes that the catalogue names and no others.
    const { attributes }: { readonly attributes: readonly string[] } = metricCatalogue[measurement.name];
    expect(Object.keys(measurement.attributes).sort()).toEqual([...attributes].sort());
    expect(Number.isFinite(measurement.value) && measurement.value >= 0).toBe(true);
  });
});
beforeEach(() => {
  seen = [];
});
afterAll(async () => {
  stop();
  await api.stop();
});

const of = (name: Measurement['name']) => seen.filter((measurement) => measurement.name === name);
const sum = (name: Measurement['name'], attributes: object): number =>
  of(name)
    .filter((measurement) => Object.entries(attributes).every(([key, value]) => measurement.attributes[key] === value))
    .reduce((total, { value }) => total + value, 0);

it('a request measures its duration by route and status, and its round trips', async () => {
  await api.as().get('/api/signals/999');
  const route = { 'http.request.method': 'GET', 'http.route': 'api/signals/{id}' };
  expect(of('http.server.request.duration')).toMatchObject([
    { attributes: { ...route, 'http.response.status_code': 404 } },
  ]);
  expect(of('http.server.request.duration')[0]?.value).toBeLessThan(30);
  expect(of('flowledger.db.round_trips').at(-1)).toMatchObject({ attributes: route });
});

it('events are counted when they have committed: not those of a dry run, nor those of a refusal', async () => {
  await api.as().post('/api/signals?dryRun=true', { sourceType: 'form', problemPhrase: 'x' });
  await api.as().post('/api/signals', { sourceType: 'form', nonsense: 1 });
  expect(of('flowledger.events')).toEqual([]);
  await newSignal(api.as());
  expect(sum('flowledger.events', { 'flowledger.event.type': 'signal.created' })).toBe(1);
});

it('the outbox measures claim, age, handling, release and lag, by consumer and outcome', async () => {
  const { id } = await submittedPursuit(api.as(), api.as({ sub: 'bob' }), true);
  await api.as().post(`/api/pursuits/${id}/won`);
  api.clock.advance(30);
  seen = [];
  await api.host.fireTimer('outbox');
  const engagement = { 'flowledger.consumer': 'engagement' };
  expect(sum('flowledger.outbox.claimed', engagement)).toBe(1);
  expect(sum('flowledger.outbox.deliveries', { ...engagement, 'flowledger.outcome': 'completed' })).toBe(1);
  expect(of('flowledger.outbox.process.duration').map(({ attributes }) => attributes)).toContainEqual({
    ...engagement,
    'flowledger.outcome': 'handled',
  });
  expect(sum('flowledger.outbox.delivery.age', engagement)).toBeGreaterThanOrEqual(30);
  expect(of('flowledger.outbox.claim.duration').length).toBeGreaterThan(0);
  expect(of('flowledger.outbox.release.duration').length).toBeGreaterThan(0);
  expect(of('flowledger.outbox.lag')).toMatchObject([{ value: 0 }]);
  expect(of('flowledger.job.duration')).toMatchObject([
    { attributes: { 'flowledger.job': 'outbox', 'flowledger.outcome': 'ok' } },
  ]);
});

it('SLA clocks are counted as they warn, breach and are resolved', async () => {
  const { id } = await newSignal(api.as());
  api.clock.advance(60 * 86_400);
  await api.host.fireTimer('sla');
  const outcome = (name: string) => ({ 'flowledger.outcome': name, 'flowledger.sla.metric': 'signal_triage' });
  const metrics = new Set(of('flowledger.sla.thresholds').map(({ attributes }) => attributes['flowledger.sla.metric']));
  expect(metrics.size).toBeGreaterThan(0);
  const [metric] = metrics;
  const count = (name: string): number =>
    sum('flowledger.sla.thresholds', { ...outcome(name), 'flowledger.sla.metric': metric });
  expect([count('warned'), count('breached')].every((n) => n > 0)).toBe(true);
  await api.as().post(`/api/signals/${id}/dismiss`, { reason: 'spam' });
  expect(sum('flowledger.sla.thresholds', { 'flowledger.outcome': 'resolved' })).toBe(1);
});

it('a delivery whose worker vanished is counted as taken back', async () => {
  const candidate = await triagedCandidate(api.as());
  await api.as().post(`/api/candidates/${candidate.id}/promote`);
  const db = api.engine.reader({ kind: 'system' }, { count: 0 });
  const leaseUntil = new Date(Date.now() - 1000);
  await db.updateTable('outboxDelivery').set({ state: 'leased', leaseUntil }).where('state', '=', 'ready').execute();
  await api.host.fireTimer('outbox');
  expect(sum('flowledger.outbox.reclaimed', {})).toBe(1);
});

it('the pool tells its connections to whoever collects', () => {
  collect();
  expect(of('db.client.connection.max')).toMatchObject([{ value: 10 }]);
  expect(of('db.client.connection.count').map(({ attributes }) => attributes['db.client.connection.state'])).toEqual([
    'idle',
    'used',
  ]);
  expect(of('db.client.connection.pending_requests')).toMatchObject([{ value: 0 }]);
});

it('every metric of the catalogue is measured by something above', () => {
  expect(metricNames.filter((name) => !ever.has(name))).toEqual([]);
});
