import { channel } from 'node:diagnostics_channel';
import type { Logger } from '../platform/logger.ts';
import type { RequestIds } from './request-ids.ts';

/** What is published on channel `flowledger:request` when a request has been answered. */
export interface RequestFigures {
  /** The endpoint's name. */
  readonly name: string;
  readonly status: number;
  readonly durationMs: number;
  /** Trips to the database, transaction control included. */
  readonly roundTrips: number;
}

const answered = channel('flowledger:request');

/** What a log line of a request says beside its figures. */
export interface RequestFacts extends RequestFigures, RequestIds {
  readonly method: string;
  readonly route: string;
  readonly orgId: number | null;
  /** The token's subject. */
  readonly subject: string | null;
  /** The problem's code, on a refusal. */
  readonly code: string | null;
}

/** Writes the one line of a request and publishes its figures. */
export function reportRequest(logger: Logger, facts: RequestFacts): void {
  const durationMs = Math.round(facts.durationMs * 10) / 10;
  logger.log(facts.status >= 500 ? 'error' : 'info', 'request', { ...facts, durationMs });
  if (answered.hasSubscribers) {
    const { name, status, roundTrips } = facts;
    answered.publish({ name, status, durationMs, roundTrips } satisfies RequestFigures);
  }
}
