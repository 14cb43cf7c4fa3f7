import type { TenantSession } from '../../db/session.ts';
import type { Priority, ValueBand } from '../../db/tables/workstream.ts';
import { insertRows } from '../../db/write-rows.ts';
import { emit } from '../../events/emit.ts';
import { AppError } from '../../platform/errors.ts';
import { done, refused, type Outcome } from '../records/outcome.ts';
import { unknownMember, unknownMembers } from '../records/owners.ts';
import { insertTags } from '../records/tags.ts';
import { lockSignals } from '../signals/read-signals.ts';
import type { SignalRow } from '../signals/signal-view.ts';
import { insertToday } from '../today/today-rows.ts';
import { todayOfCandidate, viewCandidate, type CandidateRow } from './candidate-view.ts';
import { linkFault, writeLinks } from './link-signals.ts';
import type { CandidateDetail } from './read-candidates.ts';

export interface NewCandidate {
  readonly title: string;
  readonly oneLinerScope?: string | null | undefined;
  readonly valueBand?: ValueBand | null | undefined;
  readonly confidence?: number | null | undefined;
  readonly nextStep?: string | null | undefined;
  readonly owner?: string | null | undefined;
  readonly clientName?: string | null | undefined;
  readonly contactName?: string | null | undefined;
  readonly contactEmail?: string | null | undefined;
  readonly priority?: Priority | null | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Open signals that it is built from. */
  readonly signalIds?: readonly number[] | undefined;
  /** When it was made; the session's `now` when left out. Imports and history only. */
  readonly at?: Date | undefined;
}

/**
 * Makes candidates in status new and links their signals, which is the first touch of each. A candidate with a fault (an unknown owner, a signal that is
 * not open or named twice) is refused whole. A constant number of round trips.
 */
export async function createCandidates(
  session: TenantSession,
  inputs: readonly NewCandidate[],
): Promise<Outcome<CandidateDetail>[]> {
  const strangers = await unknownMembers(
    session,
    inputs.map((input) => input.owner),
  );
  const asked = inputs.flatMap((input) => input.signalIds ?? []);
  const signals = asked.length === 0 ? new Map<number, SignalRow>() : await lockSignals(session, asked);
  const taken = new Set<number>();
  const faults = inputs.map((input) => faultOf(input, strangers, signals, taken));
  const good = inputs.filter((_, i) => faults[i] === null);
  const made = await insert(session, good);
  await writeLinks(
    session,
    good.flatMap((input, i) =>
      (input.signalIds ?? []).flatMap((id) => {
        const signal = signals.get(id);
        const candidateId = made[i]?.candidateId;
        return signal === undefined || candidateId === undefined
          ? []
          : [{ candidateId, signal, at: input.at ?? session.now }];
      }),
    ),
  );
  const rows = made.values();
  return inputs.map((input, i) => {
    const fault = faults[i];
    if (fault !== null && fault !== undefined) return refused(fault);
    const row = rows.next().value;
    if (row === undefined) throw new Error('A candidate was made for every input without a fault.');
    return done({
      ...viewCandidate(row),
      signalIds: [...(input.signalIds ?? [])].sort((a, b) => a - b),
      pursuitId: null,
    });
  });
}

function faultOf(
  input: NewCandidate,
  strangers: ReadonlySet<string>,
  signals: ReadonlyMap<number, SignalRow>,
  taken: Set<number>,
): AppError | null {
  if (typeof input.owner === 'string' && strangers.has(input.owner)) return unknownMember('/owner', input.owner);
  const ids = input.signalIds ?? [];
  for (const [i, id] of ids.entries()) {
    const fault = linkFault(id, signals.get(id), `/signalIds/${i}`);
    if (fault !== null) return fault;
    if (taken.has(id) || ids.indexOf(id) !== i) return new AppError('conflict', `Signal ${id} is named twice.`);
  }
  for (const id of ids) taken.add(id);
  return null;
}

async function insert(session: TenantSession, inputs: readonly NewCandidate[]): Promise<CandidateRow[]> {
  const values = inputs.map((input) => {
    const at = input.at ?? session.now;
    return {
      orgId: session.orgId,
      title: input.title,
      oneLinerScope: input.oneLinerScope ?? null,
      status: 'new' as const,
      valueBand: input.valueBand ?? null,
      confidence: input.confidence ?? null,
      nextStep: input.nextStep ?? null,
      owner: input.owner ?? null,
      clientName: input.clientName ?? null,
      contactName: input.contactName ?? null,
      contactEmail: input.contactEmail ?? null,
      priority: input.priority ?? null,
      tags: input.tags ?? [],
      lastTouchAt: at,
      createdAt: at,
      updatedAt: at,
      version: 1,
      eventSeq: 1,
    };
  });
  const ids = await insertRows(session.db, 'candidate', values, 'candidateId');
  const rows = values.map((value, i): CandidateRow => ({
    ...value,
    tags: JSON.stringify(value.tags),
    candidateId: ids[i] ?? 0,
    deletedAt: null,
  }));
  await insertTags(
    session,
    'candidate',
    rows.map((row, i) => ({ id: row.candidateId, tags: values[i]?.tags ?? [] })),
  );
  await insertToday(session, rows.map(todayOfCandidate));
  await emit(
    session,
    rows.map((row, i) => ({
      type: 'candidate.created',
      recordType: 'candidate',
      recordId: row.candidateId,
      sequence: 1,
      happenedAt: row.createdAt,
      payload: { title: row.title, owner: row.owner, signalIds: inputs[i]?.signalIds ?? [] },
    })),
  );
  return rows;
}
