import * as z from 'zod';

/** How many held and how many did not. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
});

/**
 * The count of a vitest JSON report. A run that ended badly without a failed test (a file that does not load, an unhandled rejection, no
 * report, not one test) counts one failure: nothing that went wrong adds up to green.
 */
export function countTests(json: string | undefined, exitCode: number): Count {
  const parsed = report.safeParse(json === undefined ? undefined : JSON.parse(json));
  if (!parsed.success) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests } = parsed.data;
  const endedBadly = exitCode !== 0 || passed + numFailedTests === 0;
  return { passed, failed: numFailedTests === 0 && endedBadly ? 1 : numFailedTests };
}

/** The sum of counts. */
export function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (total, count) => ({ passed: total.passed + count.passed, failed: total.failed + count.failed }),
    { passed: 0, failed: 0 },
  );
}
