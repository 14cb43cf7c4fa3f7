import { join, relative } from 'node:path';
import { buildIdOf } from './build-id.ts';
import { makePackage } from './package/make-package.ts';
import { root, runScript } from './run-script.ts';

/* `npm run package`: builds what is deployed, into package/, and prints what is in it. */
await runScript(async () => {
  const { file, size, entries } = await makePackage(root, join(root, 'package'));
  for (const entry of entries) console.log(`${String(entry.size).padStart(9)}  ${entry.name}`);
  const whole = entries.reduce((sum, entry) => sum + entry.size, 0);
  console.log(`Build ${await buildIdOf(root)}.`);
  console.log(`${String(whole).padStart(9)}  bytes in ${entries.length} files; ${relative(root, file)} has ${size}.`);
});
