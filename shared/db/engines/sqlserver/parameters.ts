import type { ColumnKind } from '../../columns.ts';

/** What a parameter is declared as. One spelling per kind, so that a statement keeps one plan. */
export type ParameterType =
  'int' | 'bigint' | 'bit' | 'nvarchar(4000)' | 'nvarchar(max)' | 'datetime2(3)' | 'decimal(28,6)' | 'varbinary(max)';

/** A parameter with its declared type. */
export interface Parameter {
  readonly value: unknown;
  readonly type: ParameterType;
}

/** A value of which the statement says what kind of column it is compared with or written to. */
export class TypedValue {
  readonly kind: ColumnKind;
  readonly value: unknown;

  constructor(kind: ColumnKind, value: unknown) {
    this.kind = kind;
    this.value = value;
  }
}

const longestShortText = 4000;

/**
 * Decides how a compiled parameter is declared: by its column's kind where that is known, else by the value. A number or a moment that stands
 * where text belongs keeps its own type: the server converts.
 */
export function parameterOf(compiled: unknown): Parameter {
  if (!(compiled instanceof TypedValue)) return { value: plain(compiled), type: typeOfValue(compiled) };
  const { kind, value } = compiled;
  return { value: plain(value), type: value === null ? typeOfKind(kind) : typeOfBoth(kind, value) };
}

function typeOfBoth(kind: ColumnKind, value: unknown): ParameterType {
  const own = typeOfValue(value);
  if (kind === 'int' && own === 'bigint' && fitsInt(value)) return 'int';
  if (kind === 'decimal' && own === 'bigint') return 'decimal(28,6)';
  return kind === 'json' && own === 'nvarchar(4000)' ? 'nvarchar(max)' : own;
}

function typeOfKind(kind: ColumnKind): ParameterType {
  const types: Record<ColumnKind, ParameterType> = {
    int: 'int',
    bigint: 'bigint',
    bool: 'bit',
    text: 'nvarchar(4000)',
    time: 'datetime2(3)',
    decimal: 'decimal(28,6)',
    json: 'nvarchar(max)',
  };
  return types[kind];
}

function typeOfValue(value: unknown): ParameterType {
  if (value === null || value === undefined) return 'nvarchar(4000)';
  if (typeof value === 'string') return value.length > longestShortText ? 'nvarchar(max)' : 'nvarchar(4000)';
  if (typeof value === 'bigint') return 'bigint';
  if (typeof value === 'number') return Number.isInteger(value) ? 'bigint' : 'decimal(28,6)';
  if (typeof value === 'boolean') return 'bit';
  if (value instanceof Date) return 'datetime2(3)';
  if (value instanceof Uint8Array) return 'varbinary(max)';
  throw new TypeError(`A ${typeof value} cannot be a statement's parameter: print it first.`);
}

function fitsInt(value: unknown): boolean {
  return typeof value === 'number' && value >= -2_147_483_648 && value <= 2_147_483_647;
}

function plain(value: unknown): unknown {
  return value === undefined ? null : value;
}
