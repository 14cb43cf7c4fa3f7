import { AppError, type InputError } from '../platform/errors.ts';
import { pointerOf } from './input-errors.ts';
import { jsonFaultPosition } from './json-position.ts';

const deepest = 64;
/** Keys of one object: far more than any schema has. */
const mostKeys = 1000;

/**
 * Parses JSON and refuses what would be read in silence as something else: keys given twice, integers that a number does not
 * hold exactly, NUL in texts, nesting beyond 64, objects of more than 1,000 keys. Throws `malformed_request` that names the place.
 */
export function parseStrictJson(text: string): unknown {
  const value = parse(text);
  const errors = oddities(text);
  if (errors.length === 0) return value;
  throw new AppError('malformed_request', 'The body holds values that cannot be taken as they stand.', { errors });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const at = jsonFaultPosition(text);
    const before = text.slice(0, at).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
    const message = `The body is not valid JSON at position ${at} (${place}).`;
    throw new AppError('malformed_request', message, { errors: [{ in: 'body', pointer: '', message }] }, error);
  }
}

interface Level {
  readonly keys: Set<string> | null;
  at: string | number;
}

/**
 * Walks the tokens of a text that is known to be JSON, by character codes: every byte of a caller's body passes here, so it must be quick and
 * its time linear.
 */
function oddities(text: string): InputError[] {
  const errors: InputError[] = [];
  const levels: Level[] = [];
  const report = (message: string): void => {
    if (errors.length === 20) return;
    errors.push({ in: 'body', pointer: pointerOf(levels.map((level) => level.at)), message });
  };
  let level: Level | undefined;
  let expectsKey = false;
  let at = 0;
  while (at < text.length) {
    const start = at;
    const char = text[start] ?? '';
    at += 1;
    if (char === '"') {
      at = endOfString(text, start);
      if (expectsKey && level?.keys instanceof Set) {
        level.at = textOf(text, start, at);
        if (level.keys.has(level.at)) report('is given twice.');
        level.keys.add(level.at);
        if (level.keys.size > mostKeys) {
          levels.pop();
          report(`must not have more than ${mostKeys} keys.`);
          return errors;
        }
        expectsKey = false;
      } else if (textOf(text, start, at).includes('\u0000')) {
        report('must not contain the character NUL.');
      }
    } else if (char === ',') {
      if (level?.keys === null) level.at = Number(level.at) + 1;
      else expectsKey = true;
    } else if (char === '{' || char === '[') {
      if (levels.length === deepest) {
        report(`must not be nested deeper than ${deepest} levels.`);
        return errors;
      }
      expectsKey = char === '{';
      level = expectsKey ? { keys: new Set(), at: '' } : { keys: null, at: 0 };
      levels.push(level);
    } else if (char === '}' || char === ']') {
      levels.pop();
      level = levels.at(-1);
      expectsKey = false;
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      at = endOfNumber(text, at);
      reportNumber(text.slice(start, at), report);
    }
  }
  return errors;
}

/** The place behind the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    let before = quote - 1;
    while (text[before] === '\\') before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
}

/** What the string from `start` to `end`, quotes included, says. */
function textOf(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
}

function endOfNumber(text: string, from: number): number {
  let at = from;
  while ('0123456789.eE+-'.includes(text[at] ?? ' ')) at += 1;
  return at;
}

function reportNumber(digits: string, report: (message: string) => void): void {
  if (Math.abs(Number(digits)) <= Number.MAX_SAFE_INTEGER) return;
  report(`must be a number between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}.`);
}
