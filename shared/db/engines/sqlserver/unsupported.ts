/** Thrown while a query is compiled: the builder was given something that SQL Server has no words for. */
export class UnsupportedQueryError extends Error {
  constructor(construct: string, instead: string) {
    super(`SQL Server has no ${construct}: ${instead}.`);
    this.name = 'UnsupportedQueryError';
  }
}
