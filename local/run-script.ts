import { join } from 'node:path';
import { explainFailure } from './start/explain-failure.ts';

/** The repository. */
export const root = join(import.meta.dirname, '..');

/** Runs a script's work; an error is explained on stderr and makes the exit code 1. */
export async function runScript(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${explainFailure(error)}\n`);
    process.exitCode = 1;
  }
}
