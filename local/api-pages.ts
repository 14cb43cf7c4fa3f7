import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { endpoints } from '../functions/http/all.ts';
import { configurationPage } from './api-pages/configuration-page.ts';
import { metricsPage } from './api-pages/metrics-page.ts';
import { problemsPage } from './api-pages/problems-page.ts';
import { rolesPage } from './api-pages/roles-page.ts';

/*
 * `node local/api-pages.ts write|check`: the pages of docs that are made from the code. `check` fails when one is not what the code says.
 */
const folder = join(import.meta.dirname, '../docs');
const pages: Readonly<Record<string, string>> = {
  'api/problems.md': problemsPage(),
  'api/roles.md': rolesPage(endpoints),
  'configuration.md': configurationPage(),
  'metrics.md': metricsPage(),
};

const command = process.argv[2] ?? '';
if (command !== 'write' && command !== 'check') throw new Error('write or check?');
for (const [name, content] of Object.entries(pages)) {
  const file = join(folder, name);
  const printed = await format(content, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (command === 'write') await writeFile(file, printed);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
    process.stderr.write(
      `docs/${name} is not what the code says: npm run api-pages:write, and look at the difference.\n`,
    );
    process.exitCode = 1;
  }
}
