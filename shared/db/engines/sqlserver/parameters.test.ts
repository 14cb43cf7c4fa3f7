import { expect, test } from 'vitest';
import { compileOnly as db, parameterTypes } from './testing/compile-only-database.ts';
import { parameterOf, TypedValue } from './parameters.ts';

test('a value of no known column is declared by itself', () => {
  expect(parameterOf(7).type).toBe('bigint');
  expect(parameterOf(0.5).type).toBe('decimal(28,6)');
  expect(parameterOf('a').type).toBe('nvarchar(4000)');
  expect(parameterOf('a'.repeat(4001)).type).toBe('nvarchar(max)');
  expect(parameterOf(true).type).toBe('bit');
  expect(parameterOf(new Date(0)).type).toBe('datetime2(3)');
  expect(parameterOf(null)).toEqual({ value: null, type: 'nvarchar(4000)' });
});

test('null is declared as its column is', () => {
  expect(parameterOf(new TypedValue('time', null)).type).toBe('datetime2(3)');
  expect(parameterOf(new TypedValue('decimal', null)).type).toBe('decimal(28,6)');
});

test('an int column outside of the range of int is still compared as a number', () => {
  expect(parameterOf(new TypedValue('int', 2_147_483_647)).type).toBe('int');
  expect(parameterOf(new TypedValue('int', 2_147_483_648)).type).toBe('bigint');
});

test('a whole amount of a decimal column has the same type as a broken one', () => {
  expect(parameterOf(new TypedValue('decimal', 5)).type).toBe('decimal(28,6)');
});

test('a value that has no type is refused', () => {
  expect(() => parameterOf({})).toThrow(TypeError);
});

test('comparisons, lists, updates and inserts take the kinds of their columns', () => {
  const read = db.selectFrom('signal').select('signalId').where('orgId', '=', 1).where('signalId', 'in', [1, 2]);
  expect(parameterTypes(read)).toEqual(['int', 'bigint', 'bigint']);
  const change = db.updateTable('outboxDelivery as d').set({ leaseUntil: null, attempts: 1 }).where('d.orgId', '=', 1);
  expect(parameterTypes(change)).toEqual(['datetime2(3)', 'int', 'int']);
  const insert = db.insertInto('inbox').values({ orgId: 1, consumer: 'c', eventId: 2, handledAt: new Date(0) });
  expect(parameterTypes(insert)).toEqual(['int', 'nvarchar(4000)', 'bigint', 'datetime2(3)']);
});
