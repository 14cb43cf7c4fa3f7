import type { Selectable } from 'kysely';
import { parseJson } from '../../db/json.ts';
import type { Tables } from '../../db/tables.ts';
import type { SlaTimes } from '../today/sla-times.ts';
import type { TodayRecord } from '../today/today-rows.ts';
import { shownStage, type ShownStage } from './pursuit-machine.ts';

export type PursuitRow = Selectable<Tables['pursuit']>;

/** A pursuit as everybody outside this room sees it. `stage` is the shown one. */
export interface Pursuit extends Omit<PursuitRow, 'orgId' | 'pursuitId' | 'tags' | 'eventSeq' | 'stage' | 'outcome'> {
  readonly id: number;
  readonly stage: ShownStage;
  readonly tags: readonly string[];
}

export function viewPursuit(row: PursuitRow): Pursuit {
  const { orgId: _org, pursuitId, tags, eventSeq: _seq, stage: _stage, outcome: _outcome, ...shown } = row;
  return { id: pursuitId, ...shown, stage: shownStage(row), tags: parseJson<string[]>(tags) };
}

/** The panel row of an open pursuit. */
export function todayOfPursuit(row: PursuitRow, sla: SlaTimes | null): TodayRecord {
  return {
    recordType: 'pursuit',
    recordId: row.pursuitId,
    title: row.title,
    state: row.stage,
    owner: row.owner,
    tags: parseJson<string[]>(row.tags),
    // What the due date is about is done when the pursuit is submitted.
    dueAt: row.stage === 'submit' ? null : row.dueAt,
    slaDueAt: sla?.dueAt ?? null,
    slaWarnAt: sla?.warnAt ?? null,
    valueBand: row.valueBand,
    stage: row.stage,
    createdAt: row.createdAt,
  };
}
