import { setTimeout as wait } from 'node:timers/promises';
import type { ApiResponse } from '../../api/contract.ts';
import type { FaultyApi } from './faulty-api.ts';

/** The organisation of these signals. */
const org = 'acme';

/** Creates a signal that is known by `ref`; under that as its key, unless told otherwise. */
export function createSignal({ api }: FaultyApi, ref: string, underKey = true): Promise<ApiResponse<{ id?: number }>> {
  const body = { sourceType: 'api', sourceRef: ref, dedupeKey: null };
  return api.as({ org }).post('/api/signals', body, underKey ? { 'Idempotency-Key': ref } : {});
}

/** Sends it again under its key until it is answered 201, at most 20 s. Throws at any answer but that, 503 and the 409 of a key in use. */
export async function createUntilDone(app: FaultyApi, ref: string): Promise<ApiResponse<{ id?: number }>> {
  for (const end = performance.now() + 20_000; ; await wait(10)) {
    const answer = await createSignal(app, ref);
    if (answer.status === 201) return answer;
    const isEarly = JSON.stringify(answer.body).includes('idempotency_in_progress');
    if (answer.status !== 503 && !isEarly) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    if (performance.now() > end) throw new Error(`${ref} is not created: ${answer.status}.`);
  }
}

/** What there is of signals by their `ref`: rows of the table, events that tell of their creation. */
export async function effectsOf({ onlooker }: FaultyApi): Promise<Map<string, { signals: number; events: number }>> {
  const db = onlooker.reader({ kind: 'system' }, { count: 0 });
  const signals = await db.selectFrom('signal').select(['signalId', 'sourceRef']).execute();
  const events = await db.selectFrom('workEvent').select('recordId').where('type', '=', 'signal.created').execute();
  const byId = Map.groupBy(events, ({ recordId }) => recordId);
  const found = new Map<string, { signals: number; events: number }>();
  for (const { signalId, sourceRef } of signals) {
    const before = found.get(sourceRef ?? '') ?? { signals: 0, events: 0 };
    const count = byId.get(signalId)?.length ?? 0;
    found.set(sourceRef ?? '', { signals: before.signals + 1, events: before.events + count });
  }
  return found;
}
