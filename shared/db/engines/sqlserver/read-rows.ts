import mssql, { type IRecordSet } from 'mssql';

/** Rows as the application takes them: the driver gives bigint as a string, everything else already fits. Ids are below 2^53. */
export function readRows<R>(recordset: IRecordSet<Record<string, unknown>> | undefined): R[] {
  if (recordset === undefined) return [];
  const big = Object.values(recordset.columns)
    .filter((column) => column.type === mssql.BigInt)
    .map((column) => column.name);
  for (const row of recordset) {
    for (const name of big) {
      const value = row[name];
      if (typeof value === 'string') row[name] = Number(value);
    }
  }
  return Array.from(recordset) as R[];
}
