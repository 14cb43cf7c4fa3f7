import { createHash } from 'node:crypto';
import { AppError } from '../platform/errors.ts';

/** A value of an order's column. */
export type KeyValue = number | string | Date;

/** One column of the order. The last one must be unique within the list. None may be null. */
export interface KeysetColumn {
  /** Reference as in the query: `signal.createdAt`. */
  readonly ref: string;
  readonly direction: 'asc' | 'desc';
  /** `int` takes 32 bits; `number` any whole number that JavaScript holds exactly. */
  readonly kind: 'int' | 'number' | 'text' | 'time';
}

/** An order with its name; the name, the filter and the organisation are bound into the cursor. */
export interface KeysetOrder {
  readonly name: string;
  readonly columns: readonly KeysetColumn[];
}

/** What a cursor is bound to beside its order: a cursor of another list is refused, not followed. */
export interface CursorBind {
  readonly orgId: number;
  /** The list's filters as parsed. The order of the keys does not matter; undefined and absent are the same. */
  readonly filter: Readonly<Record<string, unknown>>;
}

type StoredKey = readonly (number | string)[];

/** An opaque cursor that stands after `key`. */
export function writeCursor(order: KeysetOrder, bind: CursorBind, key: readonly KeyValue[]): string {
  const stored = key.map((value) => (value instanceof Date ? value.getTime() : value));
  return Buffer.from(JSON.stringify([stored, checksum(order, bind, stored)])).toString('base64url');
}

/**
 * The key that a cursor stands after. Throws `invalid_cursor` when it is damaged or belongs to another order, filter or organisation.
 * The checksum is against mistakes, not against forgery: a forged cursor can only name another place in the caller's own list.
 */
export function readCursor(cursor: string, order: KeysetOrder, bind: CursorBind): readonly KeyValue[] {
  const stored = parse(cursor);
  const { columns } = order;
  if (stored === null) throw invalidCursor();
  const [key, sum] = stored;
  if (key.length !== columns.length || sum !== checksum(order, bind, key)) throw invalidCursor();
  return columns.map((column, at) => valueOf(column, key[at]));
}

function parse(cursor: string): readonly [StoredKey, string] | null {
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    // Buffer skips what is not base64url; only the one exact spelling is a cursor.
    if (bytes.toString('base64url') !== cursor) return null;
    const parsed: unknown = JSON.parse(bytes.toString());
    if (!Array.isArray(parsed) || parsed.length !== 2) return null;
    const [key, sum] = parsed as [unknown, unknown];
    return Array.isArray(key) && typeof sum === 'string' ? [key as StoredKey, sum] : null;
  } catch {
    return null;
  }
}

/** Only what a column of the kind can hold goes into a statement: whoever computes the checksum anew must not reach the database's own refusals. */
function valueOf({ kind }: KeysetColumn, stored: unknown): KeyValue {
  if (kind === 'text') {
    if (typeof stored === 'string' && stored.isWellFormed() && !stored.includes('\u0000')) return stored;
  } else if (typeof stored === 'number' && Number.isSafeInteger(stored)) {
    if (kind === 'number' || (kind === 'int' && stored === (stored | 0))) return stored;
    if (kind === 'time' && stored >= earliest && stored <= latest) return new Date(stored);
  }
  throw invalidCursor();
}

/** The times that the product keeps, in milliseconds. */
const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

function checksum(order: KeysetOrder, bind: CursorBind, key: StoredKey): string {
  const bound = canonical({ order: order.name, columns: order.columns, orgId: bind.orgId, filter: bind.filter, key });
  return createHash('sha256').update(bound).digest('base64url').slice(0, 16);
}

/** JSON with sorted keys, so that equal filters print the same. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function invalidCursor(): AppError {
  const message = 'cursor must be the nextCursor of an earlier page of this list, with the same filters and order.';
  return new AppError('invalid_cursor', message, { errors: [{ in: 'query', pointer: '/cursor', message }] });
}
