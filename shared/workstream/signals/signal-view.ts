import type { Selectable } from 'kysely';
import { parseJson } from '../../db/json.ts';
import type { Tables } from '../../db/tables.ts';
import type { SlaTimes } from '../today/sla-times.ts';
import type { TodayRecord } from '../today/today-rows.ts';

export type SignalRow = Selectable<Tables['signal']>;

/** A signal as everybody outside this room sees it. */
export interface Signal extends Omit<SignalRow, 'orgId' | 'signalId' | 'tags' | 'eventSeq' | 'deletedAt'> {
  readonly id: number;
  readonly tags: readonly string[];
}

export function viewSignal(row: SignalRow): Signal {
  const { orgId: _org, signalId, tags, eventSeq: _seq, deletedAt: _deleted, ...shown } = row;
  return { id: signalId, ...shown, tags: parseJson<string[]>(tags) };
}

/** What a person reads first: what the lead wants, or where it comes from. */
export function signalTitle(signal: {
  readonly problemPhrase?: string | null | undefined;
  readonly snippet?: string | null | undefined;
  readonly companyName?: string | null | undefined;
  readonly sourceType: string;
}): string {
  return (
    signal.problemPhrase ?? signal.snippet ?? `${signal.sourceType} from ${signal.companyName ?? 'an unknown sender'}`
  );
}

/** The panel row of an open signal. */
export function todayOfSignal(signal: SignalRow, sla: SlaTimes | null): TodayRecord {
  return {
    recordType: 'signal',
    recordId: signal.signalId,
    title: signalTitle(signal),
    state: signal.status,
    owner: signal.owner,
    tags: parseJson<string[]>(signal.tags),
    dueAt: null,
    slaDueAt: sla?.dueAt ?? null,
    slaWarnAt: sla?.warnAt ?? null,
    valueBand: null,
    stage: null,
    createdAt: signal.createdAt,
  };
}
