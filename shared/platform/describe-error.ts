/** An error whose message names settings, functions and tables only, never a value: it may stand in a log. */
export class PlainError extends Error {
  override readonly name: string = 'PlainError';
}

/** How deep a chain of causes is followed, and how many errors of an aggregate are shown. */
const most = { causes: 5, errors: 3 };

/**
 * An error as a log may show it: its name, code and place, and what a database names (constraint, table, column, routine), for the
 * whole chain of causes. **Not its message**: messages of drivers and parsers repeat the values that they choke on.
 */
export function describeError(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return `thrown: ${typeof error}`;
  const own = [[word(error.name) ?? 'Error', ...facts(error)].join(' '), ...frames(error)];
  if (error instanceof PlainError) own[0] += `: ${error.message}`;
  if (depth >= most.causes) return own.join('\n');
  const inner = aggregated(error).slice(0, most.errors);
  const causes = error.cause === undefined ? inner : [...inner, error.cause];
  return [...own, ...causes.map((cause) => `caused by ${describeError(cause, depth + 1)}`)].join('\n');
}

/** The errors that an aggregate holds, also one that SQL Server's driver has wrapped as its `originalError`: nothing else says what failed. */
function aggregated(error: Error): readonly unknown[] {
  const { originalError } = error as Error & { readonly originalError?: unknown };
  const found = [error, originalError].find((it) => it instanceof AggregateError);
  return found === undefined ? [] : (found.errors as readonly unknown[]);
}

/** Facts that hold names, not values: PostgreSQL's, SQL Server's, Node's. */
const safe = [
  'code',
  'status',
  'number',
  'severity',
  'constraint',
  'schema',
  'table',
  'column',
  'dataType',
  'routine',
  'procName',
  'lineNumber',
  'syscall',
] as const;

function facts(error: Error): string[] {
  const given = error as Error & Partial<Record<(typeof safe)[number], unknown>>;
  return safe.flatMap((name) => {
    const value = word(given[name]);
    return value === undefined ? [] : [`${name}=${value}`];
  });
}

/** A name or a number; whatever else stands there is not shown. */
function word(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && /^[A-Za-z_][\w.$-]{0,80}$|^[0-9A-Z]{5}$/.test(value) ? value : undefined;
}

const frame = /^\s+at (?:async )?[\w$.<>[\] #*]*\(?(?:file:\/\/\/|\/|node:|[A-Za-z]:\\|native|<anonymous>)/;

/** The lines of the stack that name places. The message stands before them and may hold anything, lines like these too. */
function frames({ name, message, stack = '' }: Error): string[] {
  const header = [`${name}: ${message}`, message].find((text) => text !== '' && stack.includes(text));
  const below = header === undefined ? stack : stack.slice(stack.indexOf(header) + header.length);
  const lines = below.split('\n');
  const last = lines.findLastIndex((line) => !frame.test(line) && line.trim() !== '');
  return lines.slice(last + 1).filter((line) => line.trim() !== '');
}
