/** One line of a table: its cells by the columns' names. */
export type Row = Readonly<Record<string, string | number>>;

/** Prints rows as a table for people: text to the left, numbers to the right. Every row has the columns of the first. */
export function printTable(rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => columns.map((column) => String(row[column] ?? '')));
  const numeric = columns.map((column) => rows.every((row) => /^[\d.,]+$/.test(String(row[column] ?? ''))));
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const print = (line: readonly string[]): void =>
    console.log(
      line
        .map((cell, i) => (numeric[i] === true ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  '),
    );
  print(columns);
  print(widths.map((width) => '─'.repeat(width)));
  cells.forEach(print);
}

/** The last line of a benchmark: its figures for a program to read. */
export function printFigures(bench: string, figures: object): void {
  console.log(JSON.stringify({ bench, node: process.version, ...figures }));
}

/** With so many digits after the point as make sense for a figure of its size. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
}
