import { keysetPage, mapPage, type KeysetOrder, type Page, type PageRequest } from '../../db/keyset.ts';
import type { TenantSession } from '../../db/session.ts';
import type { SignalStatus, SourceType } from '../../db/tables/workstream.ts';
import { notFound } from '../../platform/errors.ts';
import { idSet } from '../records/id-set.ts';
import { hasTag } from '../records/tags.ts';
import { viewSignal, type Signal, type SignalRow } from './signal-view.ts';

/** One signal. 404 when the organisation has no such signal. One round trip. */
export async function getSignal(session: TenantSession, id: number): Promise<Signal> {
  const row = await session.db
    .selectFrom('signal')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('signalId', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (row === undefined) throw notFound('signal', id);
  return viewSignal(row);
}

export interface SignalFilter {
  readonly status?: readonly SignalStatus[] | undefined;
  readonly sourceType?: readonly SourceType[] | undefined;
  readonly owner?: string | undefined;
  readonly tag?: string | undefined;
}

const newestFirst: KeysetOrder = {
  name: 'newest',
  columns: [{ ref: 'signal.signalId', direction: 'desc', kind: 'number' }],
};

/** Signals, newest first. One round trip. */
export async function listSignals(
  session: TenantSession,
  filter: SignalFilter,
  page: PageRequest,
): Promise<Page<Signal>> {
  let query = session.db
    .selectFrom('signal')
    .selectAll('signal')
    .where('signal.orgId', '=', session.orgId)
    .where('signal.deletedAt', 'is', null);
  if (filter.status !== undefined) query = query.where('signal.status', 'in', filter.status);
  if (filter.sourceType !== undefined) query = query.where('signal.sourceType', 'in', filter.sourceType);
  if (filter.owner !== undefined) query = query.where('signal.owner', '=', filter.owner);
  const { tag } = filter;
  if (tag !== undefined) query = query.where(hasTag(session.orgId, tag, { type: 'signal', id: 'signal.signalId' }));
  const bind = { orgId: session.orgId, filter: { list: 'signals', ...filter } };
  return mapPage(await keysetPage(query, page, newestFirst, bind, (row) => [row.signalId]), viewSignal);
}

/** Locks signals for a change, in the order of their ids; absent and deleted ones are missing in the answer. */
export async function lockSignals(session: TenantSession, ids: readonly number[]): Promise<Map<number, SignalRow>> {
  const rows = await session.db
    .selectFrom('signal')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('signalId', 'in', (eb) => eb.selectFrom(idSet(ids)).select('ids.id'))
    .where('deletedAt', 'is', null)
    .orderBy('signalId')
    .forUpdate()
    .execute();
  return new Map(rows.map((row) => [row.signalId, row]));
}
