import { keysetPage, type KeysetOrder, type Page, type PageRequest } from '../db/keyset.ts';
import { jsonRows } from '../db/portable.ts';
import type { TenantSession } from '../db/session.ts';
import type { RecordType } from '../db/tables/events.ts';

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

/** A page of the organisation's dead letters with their attempts, newest first, in two statements. */
export async function listDeadLetters(
  session: TenantSession,
  filter: DeadLetterFilter,
  request: PageRequest,
): Promise<Page<DeadLetter>> {
  const { orgId } = session;
  let query = session.db
    .selectFrom('outboxDelivery as d')
    .innerJoin('workEvent as e', (join) => join.onRef('e.orgId', '=', 'd.orgId').onRef('e.eventId', '=', 'd.eventId'))
    .select(['d.deliveryId', 'd.eventId', 'e.type as eventType', 'd.consumer', 'd.recordType', 'd.recordId'])
    .select(['d.sequence', 'd.attempts', 'd.crashes', 'd.errorClass', 'd.errorMessage', 'd.fingerprint'])
    // Dead ones have it; the type does not know.
    .select((eb) => eb.ref('d.deadAt').$notNull().as('deadAt'))
    .where('d.orgId', '=', orgId)
    .where('d.state', '=', 'dead')
    .where('d.deadAt', 'is not', null);
  if (filter.consumer !== null) query = query.where('d.consumer', '=', filter.consumer);
  if (filter.fingerprint !== null) query = query.where('d.fingerprint', '=', filter.fingerprint);
  const page = await keysetPage(query, request, newestFirst, { orgId, filter: { ...filter } }, (row) => [
    row.deadAt,
    row.deliveryId,
  ]);
  const history = await readAttempts(
    session,
    page.data.map((row) => row.deliveryId),
  );
  return {
    data: page.data.map((row) => ({ ...row, history: history.get(row.deliveryId) ?? [] })),
    nextCursor: page.nextCursor,
  };
}

async function readAttempts(session: TenantSession, ids: readonly number[]): Promise<Map<number, Attempt[]>> {
  if (ids.length === 0) return new Map();
  const rows = await session.db
    .selectFrom('outboxAttempt as a')
    .innerJoin(
      jsonRows(
        'w',
        { deliveryId: 'bigint' },
        ids.map((deliveryId) => ({ deliveryId })),
      ),
      (join) => join.onRef('a.deliveryId', '=', 'w.deliveryId'),
    )
    .select(['a.deliveryId', 'a.token', 'a.attemptedAt', 'a.errorClass', 'a.errorMessage'])
    .where('a.orgId', '=', session.orgId)
    .orderBy('a.deliveryId')
    .orderBy('a.token')
    .execute();
  const grouped = Map.groupBy(rows, (row) => row.deliveryId);
  return new Map(
    [...grouped].map(([id, attempts]) => [
      id,
      attempts.map(({ token, attemptedAt, errorClass, errorMessage }) => ({
        token,
        attemptedAt,
        errorClass,
        errorMessage,
      })),
    ]),
  );
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

/** The causes of the organisation's dead letters, the most frequent first, at most 100. */
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
