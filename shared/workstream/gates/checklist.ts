import type { Selectable } from 'kysely';
import { allows, type RequiredRole, type Role } from '../../auth/roles.ts';
import type { TenantSession } from '../../db/session.ts';
import type { Gate } from '../../db/tables/workstream.ts';
import type { Tables } from '../../db/tables.ts';
import { updateRows } from '../../db/write-rows.ts';
import { emit, type Draft } from '../../events/emit.ts';
import { AppError, invalidField, notFound } from '../../platform/errors.ts';
import { isAtStake } from '../proposals/at-stake.ts';
import { lockPursuit } from '../pursuits/read-pursuits.ts';
import { demandVersion } from '../records/if-match.ts';

type ItemRow = Selectable<Tables['pursuitChecklist']>;

/** One item of a pursuit's checklist. */
export interface ChecklistItem extends Omit<ItemRow, 'orgId' | 'itemId' | 'itemKey' | 'itemText'> {
  readonly id: number;
  readonly key: string;
  readonly text: string;
}

export interface ChecklistCompletion {
  readonly gate: Gate | null;
  readonly total: number;
  readonly completed: number;
  /** Whole per cent of all items, required or not. */
  readonly percent: number;
  /** Every required item is complete, by somebody else than the proposal's author where it must be. */
  readonly ready: boolean;
}

export interface Checklist {
  readonly items: readonly ChecklistItem[];
  readonly gates: readonly ChecklistCompletion[];
  readonly overall: ChecklistCompletion;
}

function viewItem(row: ItemRow): ChecklistItem {
  const { orgId: _org, itemId, itemKey, itemText, ...shown } = row;
  return { id: itemId, key: itemKey, text: itemText, ...shown };
}

function completion(gate: Gate | null, rows: readonly ItemRow[], author: string | null): ChecklistCompletion {
  const holds = (row: ItemRow): boolean =>
    row.completedAt !== null && !(row.verifierDiffers && row.completedBy === author);
  const completed = rows.filter((row) => row.completedAt !== null).length;
  const percent = rows.length === 0 ? 100 : Math.floor((completed * 100) / rows.length);
  const ready = rows.every((row) => !row.required || holds(row));
  return { gate, total: rows.length, completed, percent, ready };
}

/** The checklists of a pursuit in the order of work. 404 when the organisation has no such pursuit. One round trip. */
export async function getChecklist(session: TenantSession, pursuitId: number): Promise<Checklist> {
  const joined = await session.db
    .selectFrom('pursuit')
    .leftJoin('pursuitChecklist', (join) =>
      join
        .onRef('pursuitChecklist.orgId', '=', 'pursuit.orgId')
        .onRef('pursuitChecklist.pursuitId', '=', 'pursuit.pursuitId'),
    )
    .leftJoin('proposal as q', (join) =>
      join.onRef('q.orgId', '=', 'pursuit.orgId').onRef('q.pursuitId', '=', 'pursuit.pursuitId').on(isAtStake()),
    )
    .selectAll('pursuitChecklist')
    .select('q.author')
    .where('pursuit.orgId', '=', session.orgId)
    .where('pursuit.pursuitId', '=', pursuitId)
    .orderBy('pursuitChecklist.itemId')
    .execute();
  const [first] = joined;
  if (first === undefined) throw notFound('pursuit', pursuitId);
  const { author } = first;
  const rows = joined.map(({ author: _author, ...row }) => row).filter((row): row is ItemRow => row.itemId !== null);
  const order: readonly Gate[] = ['pink', 'red', 'gold'];
  const gates = order.filter((gate) => rows.some((row) => row.gate === gate));
  const sorted = gates.flatMap((gate) =>
    rows.filter((row) => row.gate === gate).sort((a, b) => a.position - b.position),
  );
  return {
    items: sorted.map(viewItem),
    gates: gates.map((gate) =>
      completion(
        gate,
        rows.filter((row) => row.gate === gate),
        author,
      ),
    ),
    overall: completion(null, rows, author),
  };
}

/** One item. 404 when the organisation has no such pursuit, or the pursuit no such item. One round trip. */
export async function getItem(session: TenantSession, pursuitId: number, itemId: number): Promise<ChecklistItem> {
  const row = await session.db
    .selectFrom('pursuitChecklist')
    .selectAll()
    .where('orgId', '=', session.orgId)
    .where('pursuitId', '=', pursuitId)
    .where('itemId', '=', itemId)
    .executeTakeFirst();
  if (row === undefined) throw notFound('checklist item', itemId);
  return viewItem(row);
}

export interface ItemChange {
  readonly pursuitId: number;
  readonly itemId: number;
  readonly evidence?: string | null | undefined;
  /** The item's version that the caller has seen; not checked when null. */
  readonly version: number | null;
}

/**
 * Completes an item: who, when, with what evidence. 403 without the verifier's role, 409 for the author where the verifier must differ and for an
 * item that is complete, 400 without evidence where it is needed. The pursuit's version rises: its gates rest on its items.
 */
export async function completeItem(
  session: TenantSession,
  change: ItemChange,
  roles: readonly Role[],
): Promise<ChecklistItem> {
  const { row, author, eventSeq } = await lockItem(session, change);
  if (!allows(roles, row.verifierRole as RequiredRole)) {
    throw new AppError('forbidden', `Only a ${row.verifierRole} may complete this item.`);
  }
  if (row.completedAt !== null) throw new AppError('conflict', 'The item is complete already.');
  if (row.verifierDiffers && author === session.actor.id) {
    throw new AppError('conflict', 'Whoever wrote the proposal cannot complete this item.');
  }
  if (row.evidenceRequired && !change.evidence) throw invalidField('/evidence', 'This item needs evidence.');
  const set = { completedAt: session.now, completedBy: session.actor.id, evidence: change.evidence ?? null };
  return writeItem(session, row, eventSeq, set, 'checklist.completed');
}

/** Reopens a complete item; its evidence is kept in the event. 409 for an item that is open. */
export async function reopenItem(session: TenantSession, change: ItemChange): Promise<ChecklistItem> {
  const { row, eventSeq } = await lockItem(session, change);
  if (row.completedAt === null) throw new AppError('conflict', 'The item is open already.');
  return writeItem(
    session,
    row,
    eventSeq,
    { completedAt: null, completedBy: null, evidence: null },
    'checklist.reopened',
  );
}

async function lockItem(session: TenantSession, change: ItemChange) {
  const pursuit = await lockPursuit(session, change.pursuitId);
  if (pursuit.outcome !== 'open') {
    throw new AppError('conflict', `The pursuit is closed (${pursuit.outcome}); its checklists stay as they are.`);
  }
  const found = await session.db
    .selectFrom('pursuitChecklist')
    .innerJoin('pursuit', (join) =>
      join
        .onRef('pursuit.orgId', '=', 'pursuitChecklist.orgId')
        .onRef('pursuit.pursuitId', '=', 'pursuitChecklist.pursuitId'),
    )
    .leftJoin('proposal as q', (join) =>
      join.onRef('q.orgId', '=', 'pursuit.orgId').onRef('q.pursuitId', '=', 'pursuit.pursuitId').on(isAtStake()),
    )
    .selectAll('pursuitChecklist')
    .select('q.author')
    .where('pursuitChecklist.orgId', '=', session.orgId)
    .where('pursuitChecklist.pursuitId', '=', change.pursuitId)
    .where('pursuitChecklist.itemId', '=', change.itemId)
    .executeTakeFirst();
  if (found === undefined) throw notFound('checklist item', change.itemId);
  const { author, ...row } = found;
  demandVersion(change.version, viewItem(row));
  return { row, author, eventSeq: pursuit.eventSeq };
}

async function writeItem(
  session: TenantSession,
  row: ItemRow,
  eventSeq: number,
  set: Pick<ItemRow, 'completedAt' | 'completedBy' | 'evidence'>,
  type: Draft['type'],
): Promise<ChecklistItem> {
  const { orgId } = session;
  const { itemId, pursuitId, gate, itemKey } = row;
  await updateRows(session.db, 'pursuitChecklist', orgId, ['itemId'], [{ itemId, ...set }], { bumpAt: session.now });
  const sequence = eventSeq + 1;
  await updateRows(session.db, 'pursuit', orgId, ['pursuitId'], [{ pursuitId, eventSeq: sequence }], {
    bumpAt: session.now,
  });
  await emit(session, [
    {
      type,
      recordType: 'pursuit',
      recordId: pursuitId,
      sequence,
      changed: ['checklist'],
      payload: { itemId, gate, itemKey, evidence: set.evidence ?? row.evidence },
    },
  ]);
  return viewItem({ ...row, ...set, version: row.version + 1, updatedAt: session.now });
}
