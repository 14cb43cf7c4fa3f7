import type { LostCategory } from '../../db/tables/workstream.ts';
import type { Blocker } from '../../platform/errors.ts';
import type { ShownStage } from './pursuit-machine.ts';
import type { PursuitRow } from './pursuit-view.ts';
import type { TransitionFacts } from './read-for-transition.ts';

export interface LostReason {
  readonly category: LostCategory;
  readonly code?: string | null | undefined;
  readonly text?: string | null | undefined;
}

export interface Move {
  readonly id: number;
  readonly to: ShownStage;
  /** A manager's reason to pass incomplete gates. An event of its own. */
  readonly overrideReason?: string | null | undefined;
  /** Needed when `to` is lost. */
  readonly lost?: LostReason | null | undefined;
  /** The proposal to submit; the latest version when left out. */
  readonly proposalId?: number | null | undefined;
  /** Who gets the proposal when the submission sends it. */
  readonly recipients?: readonly string[] | undefined;
  /** The version that the caller has seen; not checked when left out. */
  readonly version?: number | null | undefined;
  readonly at?: Date | undefined;
}

/** A move that nothing holds back, with what it was decided on. */
export interface Decided {
  readonly move: Move;
  readonly at: Date;
  readonly facts: TransitionFacts;
  readonly after: PursuitRow;
  readonly overridden: readonly Blocker[];
}
