import { expect, test } from 'vitest';
import { spanBelow, traceparentOf } from './trace-context.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';

test('a span stands below the one of the traceparent, in its trace, with its flags', () => {
  const span = spanBelow(`00-${trace}-${parent}-01`);
  expect(span).toMatchObject({ traceId: trace, parentSpanId: parent, flags: '01' });
  expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(span.spanId).not.toBe(parent);
  expect(spanBelow(traceparentOf(span))).toMatchObject({ traceId: trace, parentSpanId: span.spanId });
});

test('a later version may carry more fields', () => {
  expect(spanBelow(`01-${trace}-${parent}-01-more`).traceId).toBe(trace);
});

test.each([
  null,
  '',
  'nonsense',
  `00-${trace}-${parent}-01-more`,
  `ff-${trace}-${parent}-01`,
  `00-${'0'.repeat(32)}-${parent}-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
  `00-${trace.toUpperCase()}-${parent}-01`,
])('%j begins a new trace', (traceparent) => {
  const span = spanBelow(traceparent);
  expect(span).toMatchObject({ traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string, parentSpanId: null });
  expect(span.traceId).not.toBe(trace);
});
