import { channel } from 'node:diagnostics_channel';
import { describeError } from '../platform/describe-error.ts';
import { loggedPrincipal } from '../platform/logged-principal.ts';
import type { Logger } from '../platform/logger.ts';
import { record } from '../platform/metrics.ts';
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
  /** The route's template, never the path itself: that is what the caller has written. */
  readonly route: string;
  readonly orgId: number | null;
  /** The token's subject. */
  readonly subject: string | null;
  /** The problem's code, on a refusal. */
  readonly code: string | null;
  /** What was wrong with the gateway's token, on a `gateway_required`. */
  readonly reason?: string | undefined;
  /** What was thrown, where the answer is a 5xx. */
  readonly failure?: unknown;
}

/** Writes the one line of a request and publishes its figures. */
export function reportRequest(logger: Logger, facts: RequestFacts): void {
  const durationMs = Math.round(facts.durationMs * 10) / 10;
  const { name, method, route, status, code, orgId, roundTrips, requestId, span, reason, failure } = facts;
  logger.log(status >= 500 ? 'error' : 'info', 'request', {
    requestId,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name,
    method,
    route,
    orgId,
    subject: loggedPrincipal(facts.subject),
    status,
    code,
    reason,
    durationMs,
    roundTrips,
    ...(failure === undefined ? {} : { error: describeError(failure) }),
  });
  const seen = { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status };
  record('http.server.request.duration', facts.durationMs / 1000, seen);
  record('flowledger.db.round_trips', roundTrips, { 'http.request.method': method, 'http.route': route });
  if (answered.hasSubscribers) answered.publish({ name, status, durationMs, roundTrips } satisfies RequestFigures);
}
