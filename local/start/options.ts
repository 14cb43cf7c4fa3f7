import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The command line is not right; the message names what is, and the program has done nothing. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const known = {
  port: { type: 'string' },
  data: { type: 'string' },
  'no-demo': { type: 'boolean' },
} as const;

/** Options of the programs that work on the local data folder; each takes those that concern it. */
export type OptionName = keyof typeof known;

const meanings: Readonly<Record<OptionName, string>> = {
  port: '--port N      port of the API; 0 takes any free one (default: PORT, else 7071)',
  data: '--data DIR    folder of the database (default: .flowledger)',
  'no-demo': '--no-demo     leave a new data folder without the demo data',
};

/** What `npm start` and its companions were asked for. */
export interface LocalOptions {
  /** Undefined: the host's own default. */
  readonly port: number | undefined;
  /** Absolute. */
  readonly dataDir: string;
  readonly demo: boolean;
}

/** Reads the command line of a program that takes `names`. Throws `UsageError` that names the valid options. */
export function readOptions(args: readonly string[], root: string, names: readonly OptionName[]): LocalOptions {
  const options = Object.fromEntries(names.map((name) => [name, known[name]]));
  const values = parse(args, options, names);
  return {
    port: typeof values['port'] === 'string' ? portOf(values['port']) : undefined,
    dataDir: typeof values['data'] === 'string' ? resolve(values['data']) : resolve(root, '.flowledger'),
    demo: values['no-demo'] !== true,
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

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--port is not a port number (0 to 65535): "${text}".`);
}
