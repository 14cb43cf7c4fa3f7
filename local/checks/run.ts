import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recordingVariable } from '../../tests/tsql/recorder.ts';
import { eachOf, inRuns } from './in-runs.ts';
import { runSuite, type SuiteResult } from './run-suite.ts';
import { selections } from './suites.ts';
import { sum } from './test-report.ts';

/*
 * `node local/checks/run.ts gates|quick|long`: runs every suite of the selection, gates two at a time, whatever the others come to, prints what each came to,
 * and leaves the count in .reports/totals/ for total.ts. Exit code 1 when anything failed.
 */
const root = join(import.meta.dirname, '../..');
const selection = process.argv[2] ?? '';
const suites = selections[selection];
if (suites === undefined) {
  process.stderr.write(`Say what to run: ${Object.keys(selections).join(', ')}.\n`);
  process.exit(2);
}

/** A gate is one program that mostly waits for one core. Tests are run alone: they measure time, and use every core. */
const gatesAtOnce = 2;

const totals = join(root, '.reports/totals');
const recordings = join(root, '.reports/tsql');
await mkdir(totals, { recursive: true });
// Statements of an earlier run may not exist any more.
if (selection === 'quick') await rm(recordings, { recursive: true, force: true });

const env = { ...process.env, [recordingVariable]: recordings, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const results: SuiteResult[] = [];
for (const together of inRuns(suites)) {
  const done = await eachOf(together, gatesAtOnce, async (suite) => {
    const result = await runSuite(suite, root, env);
    console.log(line(result));
    return result;
  });
  results.push(...done);
}

const total = sum(results);
await writeFile(join(totals, `${selection}.json`), JSON.stringify(total));
console.log(`\n${results.map(line).join('\n')}`);
process.exitCode = total.failed === 0 ? 0 : 1;

function line({ name, passed, failed, seconds }: SuiteResult): string {
  const count = passed + failed === 1 ? '' : ` (${passed} of ${passed + failed})`;
  return `${failed === 0 ? 'ok    ' : 'FAILED'} ${name}${count}, ${seconds.toFixed(1)} s`;
}
