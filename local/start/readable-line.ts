import * as z from 'zod';

const request = z.object({
  time: z.iso.datetime(),
  message: z.literal('request'),
  requestId: z.string(),
  method: z.string(),
  route: z.string(),
  subject: z.string().nullable(),
  status: z.number(),
  code: z.string().nullable(),
  durationMs: z.number(),
  roundTrips: z.number(),
  error: z.string().optional(),
});

/** A request's line of JSON in words; null for any other line. */
export function readableLine(line: string): string | null {
  const parsed = request.safeParse(parsedJson(line));
  if (!parsed.success) return null;
  const { time, requestId, method, route, subject, status, code, durationMs, roundTrips, error } = parsed.data;
  const cost = `${durationMs} ms, ${roundTrips} ${roundTrips === 1 ? 'round trip' : 'round trips'}`;
  const why = code === null ? '' : ` ${code}`;
  const what = `${time.slice(11, 19)} ${method} /${route} → ${status}${why} (${subject ?? 'nobody'}; ${cost}; ${requestId})`;
  return error === undefined ? what : `${what}\n${error}`;
}

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
