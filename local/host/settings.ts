import { join } from 'node:path';
import * as z from 'zod';
import { UsageError } from '../start/options.ts';
import { readJsonFile } from './json-file.ts';

const localSettings = z.object({
  IsEncrypted: z.boolean().optional(),
  Values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
  Host: z.object({ LocalHttpPort: z.number().int().min(0).max(65_535).optional() }).optional(),
});

/** What local.settings.json says; all of it optional. */
interface LocalSettings {
  readonly values: Readonly<Record<string, string>>;
  readonly port: number | undefined;
}

/** Reads local.settings.json of the app's folder; absent means empty. Throws, naming the file, when it is not usable. */
export async function readLocalSettings(root: string): Promise<LocalSettings> {
  const file = join(root, 'local.settings.json');
  const settings = (await readJsonFile(file, localSettings)) ?? {};
  if (settings.IsEncrypted === true) throw new Error(`${file}: encrypted settings cannot be read here.`);
  return { values: settings.Values ?? {}, port: settings.Host?.LocalHttpPort };
}

/** Puts the values into an environment; what the environment already has wins. */
export function applySettings(values: Readonly<Record<string, string>>, env: Record<string, string | undefined>): void {
  for (const [name, value] of Object.entries(values)) env[name] ??= value;
}

/** The port to listen on: the one asked for, else env PORT, else local.settings.json, else 7071. Throws on a bad PORT. */
export function choosePort(
  asked: number | undefined,
  env: Readonly<Record<string, string | undefined>>,
  settings: LocalSettings,
): number {
  if (asked !== undefined) return asked;
  const fromEnv = env['PORT'];
  if (fromEnv === undefined || fromEnv === '') return settings.port ?? 7071;
  if (!/^\d+$/.test(fromEnv) || Number(fromEnv) > 65_535)
    throw new UsageError(`PORT is not a port number: "${fromEnv}".`);
  return Number(fromEnv);
}
