import type { VerifyToken } from '../auth/verify-token.ts';
import type { OrgDirectory } from '../auth/org-directory.ts';
import type { Principal } from '../auth/principal.ts';
import { allows } from '../auth/roles.ts';
import type { Engine, RoundTrips } from '../db/engine.ts';
import type { TenantSession } from '../db/session.ts';
import type { Witness } from '../db/witness.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { answerOf, type Answer } from './answer.ts';
import type { Deadline } from './deadline.ts';
import type { TenantEndpoint } from './endpoint.ts';
import { idempotencyKey, requestFingerprint } from './idempotency-key.ts';
import { parseInput, type ParsedInput, type RawInput } from './parse-input.ts';
import type { RateLimit } from './rate-limit.ts';
import { runWrite } from './run-write.ts';

/** What requests need, made once per process. */
export interface RequestDependencies {
  readonly engine: Engine;
  readonly verifyToken: VerifyToken;
  readonly orgs: OrgDirectory;
  readonly clock: Clock;
  readonly rateLimit: RateLimit;
  /** What a request may take. */
  readonly timeoutMs: number;
}

/** What becomes known of a request on its way, for its log line and its answer. */
export interface RequestTrail {
  readonly requestId: string;
  /** The request's own span: what its events are caused by. */
  readonly traceparent: string;
  readonly trips: RoundTrips;
  orgId: number | null;
  subject: string | null;
  /** How much its organisation may still call, as headers. */
  limits: Readonly<Record<string, string>>;
}

/** The caller may use the endpoint now. Throws `unauthenticated`, `rate_limited` or `forbidden`. */
export async function authorise(
  record: TenantEndpoint,
  deps: RequestDependencies,
  headers: Headers,
  trail: RequestTrail,
): Promise<Principal> {
  const principal = await deps.verifyToken(headers.get('authorization'));
  trail.subject = principal.actor.id;
  const { allowed, retryAfterSeconds, headers: limits } = deps.rateLimit(principal.orgKey);
  trail.limits = limits;
  if (!allowed) throw new AppError('rate_limited', 'Your organisation calls too often.', { retryAfterSeconds });
  if (allows(principal.roles, record.role)) return principal;
  throw new AppError('forbidden', `This needs the role ${record.role}.`);
}

/** Parses the request, opens the organisation's session, runs the handler, prints its reply. Throws what the caller is to see. */
export async function handleTenantRequest(
  record: TenantEndpoint,
  deps: RequestDependencies,
  principal: Principal,
  raw: RawInput,
  trail: RequestTrail,
  deadline: Deadline,
): Promise<Answer> {
  const parsed = parseInput(record, raw);
  if (record.ifMatch === 'required' && parsed.input.ifMatch === null) {
    throw new AppError('if_match_required', 'Send If-Match with the ETag of the record as you have read it.');
  }
  const { orgId, settings } = await deps.orgs.enter(principal, trail.trips);
  trail.orgId = orgId;
  const context: Omit<TenantSession, 'db'> = {
    orgId,
    settings,
    now: deps.clock.now(),
    actor: principal.actor,
    trace: { correlationId: trail.requestId, causationId: null, traceparent: trail.traceparent },
    trips: trail.trips,
  };
  const run = async (db: TenantSession['db'], witness?: Witness): Promise<Answer> => {
    const session = { ...context, db: deadline.guard(db), ...(witness === undefined ? {} : { witness }) };
    return answerOf(await record.handler(session, parsed.input, principal));
  };
  if (record.access === 'read') return run(deps.engine.reader({ kind: 'tenant', orgId }, trail.trips));
  return write(record, deps, context, parsed, raw, deadline, run);
}

function write(
  record: TenantEndpoint,
  { engine }: RequestDependencies,
  { orgId, actor, now, trips }: Omit<TenantSession, 'db'>,
  { dryRun }: ParsedInput,
  { url, headers, bytes }: RawInput,
  deadline: Deadline,
  work: (db: TenantSession['db'], witness?: Witness) => Promise<Answer>,
): Promise<Answer> {
  const key = idempotencyKey(headers);
  const preconditions = [headers.get('if-match'), headers.get('prefer')];
  const fingerprint = requestFingerprint(record.method, url, preconditions, bytes);
  const idempotency = key === null ? null : { orgId, principalId: actor.id, route: record.name, key, fingerprint };
  return runWrite({ engine, orgId, trips, now, idempotency, dryRun, deadline, work });
}
