import { randomUUID } from 'node:crypto';

/** One piece of work in a W3C trace (https://www.w3.org/TR/trace-context/). */
export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** The span that caused this one; null where the trace begins. */
  readonly parentSpanId: string | null;
  /** Two hexadecimal digits; `01` says that somebody upstream records the trace. */
  readonly flags: string;
}

const known = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** A span of its own below the one that `traceparent` names; the first of a new trace when it names none. */
export function spanBelow(traceparent: string | null | undefined): Span {
  const [, version, traceId, parentSpanId, flags, rest] = known.exec(traceparent ?? '') ?? [];
  const spanId = randomHex(8);
  // Version 00 has four fields and no more; later versions may have more.
  const valid = version !== undefined && (version !== '00' || rest === undefined);
  if (!valid || traceId === undefined || parentSpanId === undefined || flags === undefined)
    return { traceId: randomHex(16), spanId, parentSpanId: null, flags: '00' };
  return { traceId, spanId, parentSpanId, flags };
}

/** What tells others that `span` caused their work. */
export function traceparentOf({ traceId, spanId, flags }: Span): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** Random digits, out of the store that UUIDs have. Never all zero, which would mean none: among the first sixteen is the UUID's version. */
function randomHex(bytes: 8 | 16): string {
  return randomUUID()
    .replaceAll('-', '')
    .slice(0, 2 * bytes);
}
