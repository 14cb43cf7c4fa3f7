import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository. */
export const root = join(import.meta.dirname, '../..');

/** A page of the documentation. */
export interface Page {
  /** From the root, with `/`. */
  readonly name: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface Block {
  /** Page and line, for messages. */
  readonly where: string;
  readonly text: string;
}

/** A file of the repository, as text. */
export const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The pages for operators, and the one about security. */
export const operatorPages: readonly Page[] = ['docs/operations.md', 'docs/security.md']
  .concat(globSync('docs/operations/*.md', { cwd: root }).map((file) => file.replaceAll('\\', '/')))
  .map((name) => ({ name, text: read(name) }));

/** One page. Throws when it is not among the operators'. */
export function page(name: string): Page {
  const found = operatorPages.find((it) => it.name === name);
  if (found === undefined) throw new Error(`There is no page ${name}.`);
  return found;
}

/** The blocks of a language, in all pages. A block may be indented, as within a list. */
export function blocks(language: string, pages: readonly Page[] = operatorPages): readonly Block[] {
  return pages.flatMap(({ name, text }) =>
    [...text.matchAll(/^( *)```(\w+)\n([^]*?)\n\1```$/gm)]
      .filter((match) => match[2] === language)
      .map((match) => ({ where: `${name}:${lineOf(text, match.index)}`, text: match[3] ?? '' })),
  );
}

/** The rows of the first table below a line that contains `heading`: cells without blanks around them, the head left out. */
export function tableBelow({ text }: Page, heading: string): readonly (readonly string[])[] {
  const start = text.indexOf(heading);
  if (start < 0) throw new Error(`Nothing reads "${heading}".`);
  const lines = text.slice(start).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const after = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.slice(first + 2, first + after).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands between backticks in a cell. */
export const code = (cell: string | undefined): readonly string[] =>
  [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');

/** The headings of a page, as they read. */
export function headings({ text }: Page): readonly string[] {
  return [...text.replaceAll(/^( *)```[^]*?^\1```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)].map((match) => match[1] ?? '');
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
