const blank = /[ \t\n\r]*/y;
const token =
  // JSON forbids control characters within texts.
  // oxlint-disable-next-line no-control-regex
  /("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|([{}[\],:])|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' | 'nothing';

/**
 * Where a text stops being JSON: the zero-based position of the first token that does not fit, or its length when it ends too early.
 * `JSON.parse` says so for some faults only.
 */
export function jsonFaultPosition(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    blank.lastIndex = at;
    at += blank.exec(text)?.[0].length ?? 0;
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) return at;
    const next = follow(expected, found[1] === undefined ? (found[2] ?? 'scalar') : 'string', open);
    if (next === null) return at;
    expected = next;
    at += found[0].length;
  }
}

/** What may follow `word`; null when it should not stand here. Keeps `open` up to date. */
function follow(expected: Expected, word: string, open: ('{' | '[')[]): Expected | null {
  if (expected === ':') return word === ':' ? 'value' : null;
  if (expected === 'key' || expected === 'key or }') {
    if (word === 'string') return ':';
    return word === '}' && expected === 'key or }' ? close(open) : null;
  }
  if (expected === ', or end') {
    const inside = open.at(-1);
    if (word === ',') return inside === '{' ? 'key' : 'value';
    return word === (inside === '{' ? '}' : ']') ? close(open) : null;
  }
  if (expected === 'nothing') return null;
  if (word === '{' || word === '[') {
    open.push(word);
    return word === '{' ? 'key or }' : 'value or ]';
  }
  if (word === ']' && expected === 'value or ]') return close(open);
  return word === 'string' || word === 'scalar' ? afterValue(open) : null;
}

function close(open: ('{' | '[')[]): Expected {
  open.pop();
  return afterValue(open);
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? 'nothing' : ', or end';
}
