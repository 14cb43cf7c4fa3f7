/**
 * Another transaction changed a row between our read and our guarded write. Nothing was decided wrongly and nothing is kept: the whole
 * transaction is run again on what is there now.
 */
export class LostRaceError extends Error {
  constructor(what: string) {
    super(`Another change of ${what} came first.`);
    this.name = 'LostRaceError';
  }
}
