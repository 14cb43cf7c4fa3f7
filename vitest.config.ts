import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// `unit`: beside the code, no database of their own making. `api`: whole app or real database, from one embedded PostgreSQL. `long`: by its own
// script only.
const long = ['**/*.long.test.ts'];
const withDatabase = ['**/*.db.test.ts', 'tests/api/**/*.test.ts'];
const never = ['**/node_modules/**', 'dist/**', '.flowledger/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    // vitest leaves one core to itself, which on two cores means one test file at a time. More than eight would crowd the database.
    maxWorkers: Math.min(8, Math.max(2, availableParallelism() - 1)),
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts'],
      exclude: ['**/*.test.ts', '**/testing/**'],
      reporter: ['text-summary', 'html', 'lcov'],
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,functions,local,tests}/**/*.test.ts'],
          exclude: [...never, ...withDatabase, ...long],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'api',
          include: withDatabase,
          exclude: [...never, ...long],
          globalSetup: ['tests/api/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'long',
          include: long,
          exclude: never,
          globalSetup: ['tests/api/global-setup.ts'],
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
