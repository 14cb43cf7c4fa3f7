import { expect, test } from 'vitest';
import { readableLine } from './readable-line.ts';

const line = {
  time: '2026-03-02T08:00:01.123Z',
  level: 'info',
  message: 'request',
  requestId: 'abc',
  method: 'GET',
  route: 'api/signals/{id}',
  subject: 'ann',
  status: 200,
  code: null,
  durationMs: 3.2,
  roundTrips: 1,
};

test('a request is told in one line', () => {
  expect(readableLine(JSON.stringify(line))).toBe(
    '08:00:01 GET /api/signals/{id} → 200 (ann; 3.2 ms, 1 round trip; abc)',
  );
});

test('a refusal tells its code, a failure its place', () => {
  const failed = { ...line, subject: null, status: 500, code: 'internal_error', roundTrips: 0, error: 'Error\n  at x' };
  expect(readableLine(JSON.stringify(failed))).toBe(
    '08:00:01 GET /api/signals/{id} → 500 internal_error (nobody; 3.2 ms, 0 round trips; abc)\nError\n  at x',
  );
});

test.each(['no JSON', '{"message":"job"}', 'null'])('%j is no request', (other) => {
  expect(readableLine(other)).toBeNull();
});
