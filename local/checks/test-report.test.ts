import { expect, test } from 'vitest';
import { countTests, sum } from './test-report.ts';

const report = (passed: number, failed: number): string =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numTotalTests: passed + failed });

test('a report is counted test by test', () => {
  expect(countTests(report(12, 0), 0)).toEqual({ passed: 12, failed: 0 });
  expect(countTests(report(10, 2), 1)).toEqual({ passed: 10, failed: 2 });
});

test('a run that ended badly without a failed test counts one failure', () => {
  expect(countTests(report(12, 0), 1)).toEqual({ passed: 12, failed: 1 });
});

test('a run of no tests, and one without a report, count one failure', () => {
  expect(countTests(report(0, 0), 0)).toEqual({ passed: 0, failed: 1 });
  expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});

test('counts add up', () => {
  expect(
    sum([
      { passed: 1, failed: 0 },
      { passed: 5, failed: 2 },
    ]),
  ).toEqual({ passed: 6, failed: 2 });
});
