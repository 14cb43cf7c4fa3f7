import type { Kysely } from 'kysely';
import type { Actor } from '../platform/actor.ts';
import type { RoundTrips } from './engine.ts';
import type { OrgSettings } from './org-settings.ts';
import type { Tables } from './tables.ts';
import type { Witness } from './witness.ts';

/** Ids that tie a change to the request or event that caused it. */
export interface Trace {
  /** The request's (or the first request's of a chain of events) id. */
  readonly correlationId: string;
  /** The event or delivery that caused this work; null for a request. */
  readonly causationId: string | null;
  /** The W3C span of this work, kept with its events so that what they cause is part of the trace. */
  readonly traceparent?: string;
}

/**
 * What a domain function works with: one organisation's rows, one moment, one actor. The rows of other organisations do not exist in it:
 * queries filter by `orgId`, and row-level security holds the line when one forgets.
 */
export interface TenantSession {
  readonly orgId: number;
  readonly settings: OrgSettings;
  /** In a write: the transaction. In a read: single statements. */
  readonly db: Kysely<Tables>;
  /** The moment of the request; every time written comes from it. */
  readonly now: Date;
  readonly actor: Actor;
  readonly trace: Trace;
  readonly trips: RoundTrips;
  /** Told of events and gate verdicts; only a dry run has one. */
  readonly witness?: Witness;
}

/** A session of a job that crosses organisations: claim, sweep, retention. Never handed to a request. */
export interface SystemSession {
  readonly system: true;
  readonly db: Kysely<Tables>;
  readonly now: Date;
  readonly actor: Actor;
  readonly trace: Trace;
  readonly trips: RoundTrips;
}
