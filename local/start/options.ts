import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The command line is not right; the message names what is, and the program has done nothing. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const known = {
  port: { type: 'string' },
  data: { type: 'string' },
  'no-demo': { type: 'boolean' },
  json: { type: 'boolean' },
  org: { type: 'string' },
  name: { type: 'string' },
  last: { type: 'string' },
} as const;

/** Options of the programs that work on the local data folder; each takes those that concern it. */
export type OptionName = keyof typeof known;

const meanings: Readonly<Record<OptionName, string>> = {
  port: '--port N      port of the API; 0 takes any free one (default: PORT, else 7071)',
  data: '--data DIR    folder of the database (default: .flowledger)',
  'no-demo': '--no-demo     leave a new data folder without the demo data',
  json: '--json        log as the deployed app does, one JSON object a line, the timers too',
  org: '--org KEY     the organisation: what the token’s claim holds (default: demo)',
  last: '--last N      only the last N opportunities (default: all)',
  name: '--name NAME   the name of a new organisation (default: its key)',
};

/** What `npm start` and its companions were asked for. */
export interface LocalOptions {
  /** Undefined: the host's own default. */
  readonly port: number | undefined;
  /** Absolute. */
  readonly dataDir: string;
  readonly demo: boolean;
  /** Log as the deployed app does. */
  readonly json: boolean;
  /** How many opportunities to load; undefined: all. */
  readonly last: number | undefined;
  /** Key and name of an organisation. */
  readonly org: { readonly key: string; readonly name: string };
}

/** Reads the command line of a program that takes `names`. Throws `UsageError` that names the valid options. */
export function readOptions(args: readonly string[], root: string, names: readonly OptionName[]): LocalOptions {
  const options = Object.fromEntries(names.map((name) => [name, known[name]]));
  const values = parse(args, options, names);
  const text = (name: OptionName): string | undefined => {
    const value = values[name];
    if (value === '') throw new UsageError(`--${name} is empty.`);
    return typeof value === 'string' ? value : undefined;
  };
  const number = (name: OptionName, most: number): number | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (/^\d{1,7}$/.test(value) && Number(value) <= most) return Number(value);
    throw new UsageError(`--${name} is not a whole number up to ${most}: "${value}".`);
  };
  const key = text('org') ?? 'demo';
  return {
    port: number('port', 65_535),
    last: number('last', 1_000_000),
    dataDir: resolve(text('data') ?? join(root, '.flowledger')),
    demo: values['no-demo'] !== true,
    json: values['json'] === true,
    org: { key, name: text('name') ?? (key === 'demo' ? 'Demo' : key) },
  };
}

function parse(
  args: readonly string[],
  options: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>>,
  names: readonly OptionName[],
): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node explains the wrong option in its first sentence; the rest is advice about quoting.
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new UsageError(`${what.replace(/\.$/, '')}. Valid options (after \`--\` with npm):\n${usage(names)}`);
  }
}

function usage(names: readonly OptionName[]): string {
  return names.map((name) => `  ${meanings[name]}`).join('\n');
}
