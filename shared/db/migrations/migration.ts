import type { SchemaChange } from './schema-change.ts';

/** One numbered, append-only step of the schema. Its changes are data; the engine prints them. */
export interface Migration {
  /** `0001_name`; the order of names is the order of steps. */
  readonly name: string;
  readonly changes: readonly SchemaChange[];
}

/** What an engine gives to the migration runner. */
export interface MigrationDatabase {
  /** Prints one change as statements of this engine. */
  print(change: SchemaChange): readonly string[];
  /**
   * Runs `work` on one connection that may change the schema, holding the application lock, so that two runners at once run one after the
   * other.
   */
  locked<T>(work: (connection: MigrationConnection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface MigrationConnection {
  /** Statements that make schema `app` and the table of applied migrations when absent. */
  prepare(): Promise<void>;
  applied(): Promise<readonly string[]>;
  /** Runs all statements and records the name, in one transaction. */
  apply(name: string, statements: readonly string[]): Promise<void>;
}
