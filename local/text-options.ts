import { parseArgs } from 'node:util';
import { UsageError } from './start/options.ts';

/** The options of a program, each with its meaning for the usage text. */
export interface TextOptions<R extends string, O extends string> {
  readonly required: Readonly<Record<R, string>>;
  readonly optional?: Readonly<Record<O, string>>;
}

/** Reads `--name value` options. Throws `UsageError` that names what is wrong and every valid option. */
export function readTextOptions<R extends string, O extends string = never>(
  args: readonly string[],
  { required, optional }: TextOptions<R, O>,
): Readonly<Record<R, string> & Partial<Record<O, string>>> {
  const known: Readonly<Record<string, string>> = { ...required, ...optional };
  const usage = Object.entries(known).map(([name, meaning]) => `\n  --${name} ${meaning}`);
  const wrong = (what: string): UsageError =>
    new UsageError(`${what} Valid options (after \`--\` with npm):${usage.join('')}`);
  const values = parse(args, Object.keys(known), wrong);
  const empty = Object.entries(values).find(([, value]) => value.trim() === '');
  if (empty !== undefined) throw wrong(`--${empty[0]} is empty.`);
  const missing = Object.keys(required).find((name) => values[name] === undefined);
  if (missing !== undefined) throw wrong(`--${missing} is needed.`);
  return values as Record<R, string> & Partial<Record<O, string>>;
}

function parse(
  args: readonly string[],
  names: readonly string[],
  wrong: (what: string) => UsageError,
): Readonly<Record<string, string>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values as Record<string, string>;
  } catch (error) {
    // Node explains the wrong option in its first sentence; the rest is advice about quoting.
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw wrong(`${what.replace(/\.$/, '')}.`);
  }
}
