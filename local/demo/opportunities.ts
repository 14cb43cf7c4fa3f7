import { cell, type CsvFiles, type CsvRow } from './csv-files.ts';

export type DealStage = 'Prospecting' | 'Engaging' | 'Won' | 'Lost';

/** One opportunity, cleaned. */
export interface Opportunity {
  readonly id: string;
  readonly stage: DealStage;
  /** The member who owns it. */
  readonly agent: string;
  readonly product: string;
  /** In US dollars. */
  readonly listPrice: number;
  readonly account: string | null;
  readonly sector: string | null;
  /** Midnight UTC of the day; null where the data has none. */
  readonly engagedOn: Date | null;
  readonly closedOn: Date | null;
  readonly closeValue: number | null;
}

/** A person of the organisation. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly office: string;
}

/** Flaws of the data, each with how many rows have it and what was done. */
export interface Flaw {
  readonly what: string;
  readonly handled: string;
  readonly count: number;
}

export interface DemoData {
  readonly opportunities: readonly Opportunity[];
  readonly people: readonly Person[];
}

const misspelt: Readonly<Record<string, string>> = { GTXPro: 'GTX Pro', technolgy: 'technology' };
const spelt = (word: string): string => misspelt[word] ?? word;

/** Cleans the files: spelling, empty cells, US dates. No row is left out. Throws on a row that makes no sense at all. */
export function cleanData(files: CsvFiles): DemoData {
  const prices = new Map(files.products.map((row) => [cell(row, 'product'), Number(cell(row, 'sales_price'))]));
  const sectors = new Map(files.accounts.map((row) => [cell(row, 'account'), spelt(cell(row, 'sector'))]));
  const opportunities = files.opportunities.map((row): Opportunity => {
    const product = spelt(cell(row, 'product'));
    const account = emptyAsNull(cell(row, 'account'));
    const value = emptyAsNull(cell(row, 'close_value'));
    return {
      id: cell(row, 'opportunity_id'),
      stage: stageOf(row),
      agent: memberId(cell(row, 'sales_agent')),
      product,
      listPrice: priceOf(prices, product),
      account,
      sector: account === null ? null : (sectors.get(account) ?? null),
      engagedOn: dayOf(cell(row, 'engage_date')),
      closedOn: dayOf(cell(row, 'close_date')),
      closeValue: value === null ? null : Number(value),
    };
  });
  return { opportunities, people: peopleOf(files.teams) };
}

/** What is wrong with these rows, before cleaning; flaws that none of them has are left out. */
export function flawsOf(rows: readonly CsvRow[], files: Pick<CsvFiles, 'accounts'>): readonly Flaw[] {
  const count = (wrong: (row: CsvRow) => boolean): number => rows.filter(wrong).length;
  const badSector = new Set(
    files.accounts.filter((row) => cell(row, 'sector') in misspelt).map((row) => cell(row, 'account')),
  );
  const flaws = [
    {
      what: 'no account',
      handled: 'loaded without a client',
      count: count((row) => cell(row, 'account') === ''),
    },
    {
      what: 'product spelt GTXPro',
      handled: 'taken as GTX Pro',
      count: count((row) => cell(row, 'product') in misspelt),
    },
    {
      what: 'sector spelt technolgy',
      handled: 'taken as technology',
      count: count((row) => badSector.has(cell(row, 'account'))),
    },
    {
      what: 'no dates',
      handled: 'came in during the last days',
      count: count((row) => cell(row, 'engage_date') === ''),
    },
  ];
  return flaws.filter((flaw) => flaw.count > 0);
}

function peopleOf(teams: readonly CsvRow[]): readonly Person[] {
  const people = new Map<string, Person>();
  for (const row of teams) {
    const office = cell(row, 'regional_office');
    for (const name of [cell(row, 'manager'), cell(row, 'sales_agent')]) {
      people.set(memberId(name), { id: memberId(name), name, office });
    }
  }
  return [...people.values()];
}

/** `Moses Frase` → `moses.frase`. */
function memberId(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.');
}

function stageOf(row: CsvRow): DealStage {
  const stage = cell(row, 'deal_stage');
  if (stage === 'Prospecting' || stage === 'Engaging' || stage === 'Won' || stage === 'Lost') return stage;
  throw new Error(`Opportunity ${cell(row, 'opportunity_id')} has the stage "${stage}".`);
}

function priceOf(prices: ReadonlyMap<string, number>, product: string): number {
  const price = prices.get(product);
  if (price === undefined) throw new Error(`There is no product "${product}" in the price list.`);
  return price;
}

function emptyAsNull(text: string): string | null {
  return text === '' ? null : text;
}

/** `10/20/2016` → midnight UTC of 20 October. */
function dayOf(text: string): Date | null {
  if (text === '') return null;
  const [month, day, year] = text.split('/').map(Number);
  if (month === undefined || day === undefined || year === undefined) throw new Error(`"${text}" is not a US date.`);
  return new Date(Date.UTC(year, month - 1, day));
}
