import type { CandidateStatus } from '../../db/tables/workstream.ts';

/**
 * Which status may follow which. `promoted` is reached by promotion alone, which makes the pursuit; every path that changes a status asks this
 * table.
 */
const next: Readonly<Record<CandidateStatus, readonly CandidateStatus[]>> = {
  new: ['triaged', 'archived'],
  triaged: ['nurture', 'on_hold', 'promoted', 'archived'],
  nurture: ['triaged', 'on_hold', 'promoted', 'archived'],
  on_hold: ['triaged', 'nurture', 'archived'],
  promoted: [],
  archived: [],
};

/** The statuses that may follow `from`. A manager may also restore an archived candidate to triaged. */
export function nextStatuses(from: CandidateStatus, manager: boolean): readonly CandidateStatus[] {
  return from === 'archived' && manager ? ['triaged'] : next[from];
}

/** True when the table has a way from `from` to `to`. */
export function mayBecome(from: CandidateStatus, to: CandidateStatus, manager: boolean): boolean {
  return nextStatuses(from, manager).includes(to);
}

/** Statuses in which nobody has anything to do: such a candidate is not on the Today panel. */
export function needsNobody(status: CandidateStatus): boolean {
  return status === 'promoted' || status === 'archived' || status === 'on_hold';
}
