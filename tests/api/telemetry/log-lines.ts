import * as z from 'zod';
import type { HostLogEntry } from '../../../local/host/host-log.ts';

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const common = {
  time: z.iso.datetime(),
  requestId: z.string().min(1),
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: hex(16).nullable(),
  name: z.string().min(1),
  orgId: z.int().nullable(),
  subject: z.string().nullable(),
  durationMs: z.number().nonnegative(),
  roundTrips: z.int().nonnegative(),
  error: z.string().optional(),
};

/** A request's line: these facts and no others. */
export const requestLine = z.strictObject({
  ...common,
  level: z.enum(['info', 'error']),
  message: z.literal('request'),
  method: z.string().min(1),
  route: z.string(),
  status: z.int(),
  code: z.string().nullable(),
  /** What was wrong with the gateway's token, with the code `gateway_required`. */
  reason: z.string().optional(),
});

/** A job's line: these facts, and the figures of the job. */
export const jobLine = z
  .object({
    ...common,
    level: z.enum(['info', 'error']),
    message: z.literal('job'),
    orgId: z.null(),
    subject: z.string().startsWith('system:'),
    status: z.enum(['ok', 'failed']),
    isPastDue: z.boolean(),
  })
  .catchall(z.union([z.number(), z.boolean()]));

/** The app's own lines, parsed. Throws at one that is no JSON object. */
export function linesOf(logs: readonly HostLogEntry[]): Record<string, unknown>[] {
  return logs
    .filter(({ category }) => category === 'user')
    .map(({ message }) => z.record(z.string(), z.unknown()).parse(JSON.parse(message)));
}
