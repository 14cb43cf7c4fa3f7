import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { sum } from './test-report.ts';

/* `node local/checks/total.ts`: one line that adds up the selections run since .reports/totals was emptied. */
const folder = join(import.meta.dirname, '../../.reports/totals');
const count = z.object({ passed: z.number(), failed: z.number() });
const files = await readdir(folder).catch(() => []);
const counts = await Promise.all(
  files.map(async (file) => count.parse(JSON.parse(await readFile(join(folder, file), 'utf8')))),
);
const total = counts.length === 0 ? { passed: 0, failed: 1 } : sum(counts);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
