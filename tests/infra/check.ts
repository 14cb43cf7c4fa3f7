import { join } from 'node:path';
import { whyNoBicep } from './bicep/bicep-program.ts';
import { withBicep, type Bicep } from './bicep/bicep-service.ts';
import { checkTree } from './check-tree.ts';
import { keptOf, snapshotFinding } from './snapshots.ts';

/*
 * `npm run infra:check`: compiles infra/ with Microsoft's Bicep CLI and asks every rule about the files and about what they would deploy.
 * Nothing is asked of Azure. Exit code 1 on a problem, and in CI where the Bicep CLI cannot run.
 */
const root = join(import.meta.dirname, '../..');
const reason = whyNoBicep();
if (reason === undefined) {
  await withBicep(check);
} else {
  console.log(`Check of infra/ skipped: ${reason}.`);
  process.exitCode = process.env['CI'] === undefined ? 0 : 1;
}

async function check(bicep: Bicep): Promise<void> {
  const { rules, deployments, findings } = await checkTree(bicep, root);
  const all = [...findings, ...(deployments.length === 0 ? [] : [snapshotFinding(keptOf(deployments))])].filter(
    ({ problems }) => problems.length > 0,
  );
  for (const { rule, problems } of all) console.log(`${rule}\n${problems.map((it) => `  ${it}`).join('\n')}`);
  const names = deployments.map(({ name }) => name).join(', ');
  console.log(`infra: ${rules + 1} rules asked of ${deployments.length} deployments (${names}), ${all.length} broken.`);
  process.exitCode = all.length === 0 ? 0 : 1;
}
