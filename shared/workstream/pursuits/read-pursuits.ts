import { keysetPage, mapPage, type KeysetOrder, type Page, type PageRequest } from '../../db/keyset.ts';
import type { TenantSession } from '../../db/session.ts';
import type { PursuitOutcome, PursuitStage, ValueBand } from '../../db/tables/workstream.ts';
import { notFound } from '../../platform/errors.ts';
import { hasTag } from '../records/tags.ts';
import { isOutcome, type ShownStage } from './pursuit-machine.ts';
import { viewPursuit, type Pursuit, type PursuitRow } from './pursuit-view.ts';

/** One pursuit. 404 when the organisation has no such pursuit. One round trip. */
export async function getPursuit(session: TenantSession, id: number): Promise<Pursuit> {
  const row = await session.db
    .selectFrom('pursuit')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('pursuitId', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('pursuit', id);
  return viewPursuit(row);
}

export interface PursuitFilter {
  /** Shown stages. */
  readonly stage?: readonly ShownStage[] | undefined;
  readonly valueBand?: readonly ValueBand[] | undefined;
  readonly owner?: string | undefined;
  readonly tag?: string | undefined;
}

const newestFirst: KeysetOrder = {
  name: 'newest',
  columns: [{ ref: 'pursuit.pursuitId', direction: 'desc', kind: 'number' }],
};

/** Pursuits, newest first. One round trip. */
export async function listPursuits(
  session: TenantSession,
  filter: PursuitFilter,
  page: PageRequest,
): Promise<Page<Pursuit>> {
  let query = session.db.selectFrom('pursuit').selectAll('pursuit').where('pursuit.orgId', '=', session.orgId);
  const { stage: shown, tag } = filter;
  if (shown !== undefined) {
    const outcomes = shown.filter((stage): stage is Exclude<PursuitOutcome, 'open'> => isOutcome(stage));
    const stages = shown.filter((stage): stage is PursuitStage => !isOutcome(stage));
    query = query.where((eb) =>
      eb.or([
        ...(outcomes.length > 0 ? [eb('pursuit.outcome', 'in', outcomes)] : []),
        ...(stages.length > 0 ? [eb.and([eb('pursuit.outcome', '=', 'open'), eb('pursuit.stage', 'in', stages)])] : []),
      ]),
    );
  }
  if (filter.valueBand !== undefined) query = query.where('pursuit.valueBand', 'in', filter.valueBand);
  if (filter.owner !== undefined) query = query.where('pursuit.owner', '=', filter.owner);
  if (tag !== undefined) query = query.where(hasTag(session.orgId, tag, { type: 'pursuit', id: 'pursuit.pursuitId' }));
  const bind = { orgId: session.orgId, filter: { list: 'pursuits', ...filter } };
  return mapPage(await keysetPage(query, page, newestFirst, bind, (row) => [row.pursuitId]), viewPursuit);
}

/** Locks one pursuit for a change. 404 when the organisation has no such pursuit. */
export async function lockPursuit(session: TenantSession, id: number): Promise<PursuitRow> {
  const row = await session.db
    .selectFrom('pursuit')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('pursuitId', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound('pursuit', id);
  return row;
}
