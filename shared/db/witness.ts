import type { Blocker } from '../platform/errors.ts';
import type { RecordType } from './tables/events.ts';
import type { Gate } from './tables/workstream.ts';

/** An event that was written, or would be. */
export interface WitnessedEvent {
  readonly type: string;
  readonly recordType: RecordType;
  readonly recordId: number;
  readonly sequence: number;
  readonly changed: readonly string[];
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a gate said about one transition of one pursuit. */
export interface GateVerdict {
  readonly pursuitId: number;
  /** The stage or outcome that the pursuit is to have. */
  readonly to: string;
  readonly gate: Gate;
  /** `overridden`: incomplete, and a manager passes it with a reason. `blocked`: it holds the pursuit. */
  readonly verdict: 'passed' | 'overridden' | 'blocked';
  /** What is open; empty when it was passed. */
  readonly blockers: readonly Blocker[];
}

/** Sees what a session decides and writes, so that a dry run can tell it. */
export interface Witness {
  event(event: WitnessedEvent): void;
  gate(verdict: GateVerdict): void;
}
