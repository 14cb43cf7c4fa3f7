// On the real host, streaming mode puts query keys and the top-level properties of a JSON body among the route values. The
// app must not rely on it; the host does it all the same, so that a test notices when the app does.
import type { IncomingHttpHeaders } from 'node:http';

// Larger bodies are streamed and leak nothing: reading them first would cost the streaming that this mode is for.
const largestBytes = 65_536;

/** Whether the body is one whose properties leak: JSON of a known, small size. */
export function isLeakedBody(headers: IncomingHttpHeaders): boolean {
  const length = Number(headers['content-length'] ?? 0);
  return /[/+]json\b/i.test(headers['content-type'] ?? '') && length > 0 && length <= largestBytes;
}

/** The top-level properties of a JSON object as strings; nothing for any other body. */
export function bodyProperties(body: Buffer | undefined): Record<string, string> {
  if (body === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return {};
    return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, asText(value)]));
  } catch {
    return {};
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
