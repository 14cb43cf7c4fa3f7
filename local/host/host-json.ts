import { join } from 'node:path';
import * as z from 'zod';
import { readJsonFile } from './json-file.ts';
import { parseTimeSpan } from './time-span.ts';

const hostJson = z.object({
  extensions: z
    .object({
      http: z
        .object({
          routePrefix: z.string().optional(),
          customHeaders: z.record(z.string(), z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
  functionTimeout: z.string().optional(),
});

/** What host.json says, as far as this host obeys it. */
interface HostJson {
  /** Put before every route. Default `api`. */
  readonly routePrefix: string;
  /** Added to every answer that does not have them, 404 and 500 too. */
  readonly customHeaders: Readonly<Record<string, string>>;
  /** How long a timer's run may take before it is reported; `-1` means no limit. Default 5 minutes. */
  readonly functionTimeoutMs: number;
}

/** Reads host.json of the app's folder; absent means all defaults. Throws, naming the file, when it is not usable. */
export async function readHostJson(root: string): Promise<HostJson> {
  const file = join(root, 'host.json');
  const settings = (await readJsonFile(file, hostJson)) ?? {};
  return {
    routePrefix: settings.extensions?.http?.routePrefix ?? 'api',
    customHeaders: settings.extensions?.http?.customHeaders ?? {},
    functionTimeoutMs: functionTimeout(file, settings.functionTimeout),
  };
}

function functionTimeout(file: string, text: string | undefined): number {
  if (text === undefined) return 5 * 60_000;
  if (text === '-1') return Number.POSITIVE_INFINITY;
  const span = parseTimeSpan(text);
  if (span === undefined) throw new Error(`${file}: functionTimeout "${text}" is not a time span (hh:mm:ss).`);
  return span;
}
