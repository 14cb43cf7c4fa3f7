import { join, relative } from 'node:path';
import { whyNoBicep } from './bicep/bicep-program.ts';
import { withBicep } from './bicep/bicep-service.ts';
import { checkTree } from './check-tree.ts';
import { keptOf, writeSnapshots } from './snapshots.ts';

// `npm run infra:snapshot`: writes what each environment's deployment would create, to be compared by tests/infra/check.ts.
const root = join(import.meta.dirname, '../..');
const reason = whyNoBicep();
if (reason === undefined) {
  await withBicep(async (bicep) => {
    const { deployments } = await checkTree(bicep, root);
    for (const file of writeSnapshots(keptOf(deployments))) console.log(relative(root, file));
  });
} else {
  console.log(`No snapshot: ${reason}.`);
  process.exitCode = 1;
}
