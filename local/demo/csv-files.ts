import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** One row of a file: its cells by the header's names. */
export type CsvRow = Readonly<Record<string, string>>;

/** The demo data as it was found. */
export interface CsvFiles {
  readonly opportunities: readonly CsvRow[];
  readonly accounts: readonly CsvRow[];
  readonly products: readonly CsvRow[];
  readonly teams: readonly CsvRow[];
}

const folder = join(import.meta.dirname, 'data');

/** Reads the four files. Throws when one is absent or not CSV. */
export async function readCsvFiles(): Promise<CsvFiles> {
  const [opportunities, accounts, products, teams] = await Promise.all(
    ['sales_pipeline', 'accounts', 'products', 'sales_teams'].map(readCsv),
  );
  return {
    opportunities: opportunities ?? [],
    accounts: accounts ?? [],
    products: products ?? [],
    teams: teams ?? [],
  };
}

async function readCsv(name: string): Promise<readonly CsvRow[]> {
  return parse(await readFile(join(folder, `${name}.csv`), 'utf8'), { columns: true, bom: true, trim: true });
}

/** A cell that must be there. Throws, naming the column, when it is absent. */
export function cell(row: CsvRow, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`The demo data has no column ${column}.`);
  return value;
}
