import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { tenantOpener } from '../../../shared/db/open-tenant.ts';
import { drainOutbox } from '../../../shared/outbox/drain.ts';
import { PermanentError } from '../../../shared/outbox/failure.ts';
import { defaultOutboxSettings } from '../../../shared/outbox/settings.ts';
import { jsonLogger } from '../../../shared/platform/logger.ts';
import type { Api } from '../harness.ts';
import type { Storyteller, Told } from './storyteller.ts';

const day = 24 * 60 * 60;

/** What watches over the work: SLA, trail, outbox, and the service itself. */
export async function tellOperations(api: Api, teller: Storyteller, signal: Told): Promise<void> {
  const { tell } = teller;
  api.clock.advance(2 * day);
  expect(await api.host.fireTimer('sla')).toMatchObject({ ok: true });
  await tell('workstream-today', { query: { limit: 2 } });
  await tell('workstream-stats');
  await tell('sla-breaches-list', { query: { status: 'open', metric: 'triage' } });
  const { data } = await tell<{ data: Told[] }>('sla-rules-list');
  const rule = data[0] ?? { id: 0, version: 0 };
  await tell('sla-rules-get', { params: { id: rule.id } });
  await tell('sla-rules-update', {
    params: { id: rule.id },
    headers: { 'If-Match': `"${rule.version}"` },
    body: { targetSeconds: 4 * 60 * 60, warnPercent: 75, active: true },
  });
  await tell('events-list', { query: { recordType: 'signal', recordId: signal.id, limit: 2 } });
  await tellDeadLetters(api, teller);
  await tell('platform-me');
  for (const name of ['healthz', 'health', 'openapi', 'docs', 'docs-redirect']) await tell(`platform-${name}`);
  await tell('platform-docs-file', { params: { file: 'init.js' } });
  await tell('platform-problem', { params: { code: 'gate_blocked' } });
}

/** A promotion whose consumer cannot work: nothing of the product goes dead by itself. */
async function tellDeadLetters(api: Api, { tell }: Storyteller): Promise<void> {
  const ann = api.as({ org: 'example' });
  const { body: candidate } = await ann.post<Told>('/api/candidates', { title: 'Unlucky' });
  await ann.post(`/api/candidates/${candidate.id}/status`, { status: 'triaged' });
  await ann.post(`/api/candidates/${candidate.id}/promote`);
  await drainOutbox({
    engine: api.engine,
    clock: api.clock,
    openTenant: tenantOpener(api.engine, api.clock),
    consumers: [
      {
        name: 'proposal-v1',
        order: 'hold',
        handle: () => Promise.reject(new PermanentError('The template is not readable.')),
      },
    ],
    settings: { ...defaultOutboxSettings, idleFirstMs: 1, idleMaxMs: 1 },
    logger: jsonLogger(() => undefined, 'error'),
    random: () => 0.5,
    wait,
  });
  const letters = await tell<{ data: Told[] }>('dead-letters-list');
  const params = { id: letters.data[0]?.id ?? 0 };
  await tell('dead-letters-get', { params });
  await tell('dead-letter-groups-list');
  await tell('dead-letters-replay', { params });
}
