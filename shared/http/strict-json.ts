import { AppError, type InputError } from '../platform/errors.ts';
import { pointerOf } from './input-errors.ts';
import { jsonFaultPosition } from './json-position.ts';

const deepest = 64;
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|-?\d[\d.eE+-]*|true|false|null/g;

/**
 * Parses JSON and refuses what would be read in silence as something else: keys given twice, integers that a number does not
 * hold exactly, NUL in texts, nesting beyond 64. Throws `malformed_request` that names the place.
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

/** Walks the tokens of a text that is known to be JSON. */
function oddities(text: string): InputError[] {
  const errors: InputError[] = [];
  const levels: Level[] = [];
  const report = (message: string): void => {
    const pointer = pointerOf(levels.map((level) => level.at));
    if (errors.length < 20) errors.push({ in: 'body', pointer, message });
  };
  let expectsKey = false;
  for (const [word] of text.matchAll(token)) {
    const level = levels.at(-1);
    if (word === '{' || word === '[') {
      if (levels.length === deepest) {
        report(`must not be nested deeper than ${deepest} levels.`);
        return errors;
      }
      levels.push(word === '{' ? { keys: new Set(), at: '' } : { keys: null, at: 0 });
      expectsKey = word === '{';
    } else if (word === '}' || word === ']') {
      levels.pop();
      expectsKey = false;
    } else if (word === ',') {
      if (level?.keys === null) level.at = Number(level.at) + 1;
      expectsKey = level?.keys !== null;
    } else if (word === ':') {
      expectsKey = false;
    } else if (expectsKey && level?.keys instanceof Set) {
      level.at = String(JSON.parse(word));
      if (level.keys.has(level.at)) report('is given twice.');
      level.keys.add(level.at);
    } else {
      reportScalar(word, report);
    }
  }
  return errors;
}

function reportScalar(word: string, report: (message: string) => void): void {
  if (word.startsWith('"')) {
    if (/\\u0000/i.test(word) && String(JSON.parse(word)).includes('\u0000'))
      report('must not contain the character NUL.');
    return;
  }
  if (!/^-?\d/.test(word)) return;
  if (Math.abs(Number(word)) > Number.MAX_SAFE_INTEGER) {
    report(`must be a number between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}.`);
  }
}
