import { keysetPage, type KeysetOrder, type Page, type PageRequest } from '../db/keyset.ts';
import type { TenantSession } from '../db/session.ts';
import type { RecordType } from '../db/tables/events.ts';
import { notFound } from '../platform/errors.ts';

/** One failed attempt. */
export interface Attempt {
  readonly token: number;
  readonly attemptedAt: Date;
  readonly errorClass: string;
  readonly errorMessage: string;
}

/** A delivery that was given up. */
export interface DeadLetter {
  readonly deliveryId: number;
  readonly eventId: number;
  readonly eventType: string;
  readonly consumer: string;
  readonly recordType: RecordType;
  readonly recordId: number;
  readonly sequence: number;
  readonly attempts: number;
  readonly crashes: number;
  readonly errorClass: string | null;
  readonly errorMessage: string | null;
  /** Equal for dead letters of one cause. */
  readonly fingerprint: string | null;
  readonly deadAt: Date;
}

/** A dead letter with what was tried. */
export interface DeadLetterDetail extends DeadLetter {
  /** Grows with every claim. */
  readonly version: number;
  /** Every failed attempt, oldest first. */
  readonly history: readonly Attempt[];
}

/** Which dead letters are wanted; null is no restriction. */
export interface DeadLetterFilter {
  readonly consumer: string | null;
  readonly fingerprint: string | null;
}

const newestFirst: KeysetOrder = {
  name: 'dead-letters-newest',
  columns: [
    { ref: 'd.deadAt', direction: 'desc', kind: 'time' },
    { ref: 'd.deliveryId', direction: 'desc', kind: 'number' },
  ],
};

/** The organisation's dead letters as a query. */
function deadLetters({ db, orgId }: TenantSession) {
  return (
    db
      .selectFrom('outboxDelivery as d')
      .innerJoin('workEvent as e', (join) => join.onRef('e.orgId', '=', 'd.orgId').onRef('e.eventId', '=', 'd.eventId'))
      .select(['d.deliveryId', 'd.eventId', 'e.type as eventType', 'd.consumer', 'd.recordType', 'd.recordId'])
      .select(['d.sequence', 'd.attempts', 'd.crashes', 'd.errorClass', 'd.errorMessage', 'd.fingerprint'])
      // Dead ones have it; the type does not know.
      .select((eb) => eb.ref('d.deadAt').$notNull().as('deadAt'))
      .where('d.orgId', '=', orgId)
      .where('d.state', '=', 'dead')
      .where('d.deadAt', 'is not', null)
  );
}

/** A page of the organisation's dead letters, newest first. One round trip. */
export async function listDeadLetters(
  session: TenantSession,
  filter: DeadLetterFilter,
  request: PageRequest,
): Promise<Page<DeadLetter>> {
  let query = deadLetters(session);
  if (filter.consumer !== null) query = query.where('d.consumer', '=', filter.consumer);
  if (filter.fingerprint !== null) query = query.where('d.fingerprint', '=', filter.fingerprint);
  return keysetPage(query, request, newestFirst, { orgId: session.orgId, filter: { ...filter } }, (row) => [
    row.deadAt,
    row.deliveryId,
  ]);
}

/** One dead letter with its attempts. 404 when the organisation has no such dead letter. One round trip. */
export async function getDeadLetter(session: TenantSession, id: number): Promise<DeadLetterDetail> {
  const rows = await deadLetters(session)
    .leftJoin('outboxAttempt as a', (join) =>
      join.onRef('a.orgId', '=', 'd.orgId').onRef('a.deliveryId', '=', 'd.deliveryId'),
    )
    .select(['d.token as version', 'a.token', 'a.attemptedAt'])
    .select(['a.errorClass as attemptClass', 'a.errorMessage as attemptMessage'])
    .where('d.deliveryId', '=', id)
    .orderBy('a.token')
    .execute();
  const [first] = rows;
  if (first === undefined) throw notFound('dead letter', id);
  const { token: _t, attemptedAt: _at, attemptClass: _class, attemptMessage: _message, ...letter } = first;
  const history = rows.flatMap(({ token, attemptedAt, attemptClass, attemptMessage }) =>
    token === null || attemptedAt === null || attemptClass === null || attemptMessage === null
      ? []
      : [{ token, attemptedAt, errorClass: attemptClass, errorMessage: attemptMessage }],
  );
  return { ...letter, history };
}

/** Dead letters of one cause. */
export interface DeadLetterGroup {
  readonly fingerprint: string | null;
  readonly consumer: string;
  readonly errorClass: string | null;
  readonly count: number;
  readonly oldest: Date;
  readonly newest: Date;
}

/** The causes of the organisation's dead letters, the most frequent first, at most 100. One round trip. */
export async function groupDeadLetters(session: TenantSession): Promise<DeadLetterGroup[]> {
  return session.db
    .selectFrom('outboxDelivery')
    .select(['fingerprint', 'consumer', 'errorClass'])
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      eb.fn.min('deadAt').$notNull().as('oldest'),
      eb.fn.max('deadAt').$notNull().as('newest'),
    ])
    .where('orgId', '=', session.orgId)
    .where('state', '=', 'dead')
    .where('deadAt', 'is not', null)
    .groupBy(['fingerprint', 'consumer', 'errorClass'])
    .orderBy('count', 'desc')
    .orderBy('consumer')
    .limit(100)
    .execute();
}
