import { jsonRows } from '../../db/portable.ts';
import type { TenantSession } from '../../db/session.ts';
import type { SourceType } from '../../db/tables/workstream.ts';
import { insertRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { startClocks } from '../../sla/clocks.ts';
import { done, refused, type Outcome } from '../records/outcome.ts';
import { unknownMember, unknownMembers } from '../records/owners.ts';
import { insertTags } from '../records/tags.ts';
import { insertToday } from '../today/today-rows.ts';
import { deriveDedupeKey } from './dedupe-key.ts';
import { todayOfSignal, viewSignal, type Signal, type SignalRow } from './signal-view.ts';

export interface NewSignal {
  readonly sourceType: SourceType;
  readonly sourceRef?: string | null | undefined;
  readonly snippet?: string | null | undefined;
  readonly problemPhrase?: string | null | undefined;
  readonly solutionHint?: string | null | undefined;
  readonly urgencyScore?: number | null | undefined;
  readonly contactName?: string | null | undefined;
  readonly contactEmail?: string | null | undefined;
  readonly contactPhone?: string | null | undefined;
  readonly companyName?: string | null | undefined;
  readonly companyDomain?: string | null | undefined;
  readonly owner?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The caller's natural key; derived when left out, none when null. */
  readonly dedupeKey?: string | null | undefined;
  /** When it came in; the session's `now` when left out. Imports and history only. */
  readonly at?: Date | undefined;
}

export interface CreatedSignal {
  readonly signal: Signal;
  /** The organisation had it already: nothing was made. */
  readonly deduplicated: boolean;
}

/**
 * Takes signals in. One whose natural key the organisation has already answers the existing record; the same key twice in `inputs` makes one record. Triage
 * clocks start for those that nobody owns yet: an owner is a first touch. A constant number of round trips, whatever the number of signals.
 */
export async function createSignals(
  session: TenantSession,
  inputs: readonly NewSignal[],
): Promise<Outcome<CreatedSignal>[]> {
  const keys = inputs.map((input) => (input.dedupeKey === undefined ? deriveDedupeKey(input) : input.dedupeKey));
  const strangers = await unknownMembers(
    session,
    inputs.map((input) => input.owner),
  );
  const existing = await byKey(session, keys);
  const firstOfKey = new Map<string, number>();
  const fresh: { input: NewSignal; key: string | null; index: number }[] = [];
  inputs.forEach((input, index) => {
    const key = keys[index] ?? null;
    if (typeof input.owner === 'string' && strangers.has(input.owner)) return;
    if (key !== null && (existing.has(key) || firstOfKey.has(key))) return;
    if (key !== null) firstOfKey.set(key, index);
    fresh.push({ input, key, index });
  });
  // In the order of the keys, so that rivals with keys in common wait for each other instead of deadlocking.
  fresh.sort((a, b) => compareKeys(a.key, b.key));
  const made = await insert(session, fresh);
  return inputs.map((input, index) => {
    if (typeof input.owner === 'string' && strangers.has(input.owner)) {
      return refused(unknownMember('/owner', input.owner));
    }
    const own = made.get(index);
    if (own !== undefined) return done({ signal: viewSignal(own), deduplicated: false });
    const key = keys[index] ?? '';
    const known = existing.get(key) ?? made.get(firstOfKey.get(key) ?? -1);
    if (known === undefined) throw new Error('The first signal of a key is always made.');
    return done({ signal: viewSignal(known), deduplicated: true });
  });
}

/** Code units, none last. The sort is stable: signals without a key keep their order. */
function compareKeys(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

async function byKey(session: TenantSession, keys: readonly (string | null)[]): Promise<Map<string, SignalRow>> {
  const asked = [...new Set(keys.filter((key) => key !== null))].map((key) => ({ key }));
  if (asked.length === 0) return new Map();
  const rows = await session.db
    .selectFrom('signal')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('dedupeKey', 'in', (eb) => eb.selectFrom(jsonRows('k', { key: 'text' }, asked)).select('k.key'))
    .where('deletedAt', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.dedupeKey ?? '', row]));
}

async function insert(
  session: TenantSession,
  fresh: readonly { readonly input: NewSignal; readonly key: string | null; readonly index: number }[],
): Promise<Map<number, SignalRow>> {
  const values = fresh.map(({ input, key }) => {
    const at = input.at ?? session.now;
    return {
      orgId: session.orgId,
      sourceType: input.sourceType,
      sourceRef: input.sourceRef ?? null,
      snippet: input.snippet ?? null,
      problemPhrase: input.problemPhrase ?? null,
      solutionHint: input.solutionHint ?? null,
      urgencyScore: input.urgencyScore ?? null,
      contactName: input.contactName ?? null,
      contactEmail: input.contactEmail ?? null,
      contactPhone: input.contactPhone ?? null,
      companyName: input.companyName ?? null,
      companyDomain: input.companyDomain ?? null,
      owner: input.owner ?? null,
      tags: input.tags ?? [],
      dedupeKey: key,
      status: 'open' as const,
      firstTouchAt: typeof input.owner === 'string' ? at : null,
      createdAt: at,
      updatedAt: at,
      version: 1,
      eventSeq: 1,
    };
  });
  const ids = await insertRows(session.db, 'signal', values, 'signalId');
  const rows = values.map((value, i): SignalRow => ({
    ...value,
    tags: JSON.stringify(value.tags),
    signalId: ids[i] ?? 0,
    dismissReason: null,
    deletedAt: null,
  }));
  await insertTags(
    session,
    'signal',
    rows.map((row, i) => ({ id: row.signalId, tags: values[i]?.tags ?? [] })),
  );
  const clocks = await startClocks(
    session,
    rows
      .filter((row) => row.owner === null)
      .map((row) => ({ metric: 'triage', recordType: 'signal', recordId: row.signalId, at: row.createdAt })),
  );
  const clockOf = new Map(clocks.map((clock) => [clock.recordId, clock]));
  await insertToday(
    session,
    rows.map((row) => todayOfSignal(row, clockOf.get(row.signalId) ?? null)),
  );
  await emit(
    session,
    rows.map((row) => ({
      type: 'signal.created',
      recordType: 'signal',
      recordId: row.signalId,
      sequence: 1,
      happenedAt: row.createdAt,
      payload: { sourceType: row.sourceType, owner: row.owner, dedupeKey: row.dedupeKey === null ? null : true },
    })),
  );
  return new Map(
    fresh.map(({ index }, i) => [index, rows[i]]).filter((pair): pair is [number, SignalRow] => pair[1] !== undefined),
  );
}
