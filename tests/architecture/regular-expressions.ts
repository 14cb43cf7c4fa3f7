import { readFileSync } from 'node:fs';
import { parseSync } from '@swc/core';

/** A regular expression of the sources. */
export interface Found {
  readonly file: string;
  readonly pattern: string;
  readonly flags: string;
}

/** The literals of a TypeScript file; one that is made from text at run time is given with the pattern null. */
export function expressionsOf(file: string): (Omit<Found, 'pattern'> & { readonly pattern: string | null })[] {
  const found: ReturnType<typeof expressionsOf> = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, pattern, flags, callee } = node as Readonly<Record<string, unknown>>;
    if (type === 'RegExpLiteral') found.push({ file, pattern: String(pattern), flags: String(flags) });
    const made = type === 'NewExpression' || type === 'CallExpression';
    if (made && (callee as { value?: unknown } | undefined)?.value === 'RegExp') {
      found.push({ file, pattern: null, flags: '' });
    }
    for (const inner of Object.values(node)) visit(inner);
  };
  visit(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript' }));
  return found;
}
