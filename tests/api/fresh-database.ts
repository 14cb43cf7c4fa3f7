/** A migrated database of a test file's own. */
export interface FreshDatabase {
  readonly url: string;
  /** Drops it; connections that are still open are cut. */
  drop(): Promise<void>;
}
