import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { endpoints } from '../functions/http/all.ts';
import { problemsPage } from './api-pages/problems-page.ts';
import { rolesPage } from './api-pages/roles-page.ts';

/*
 * `node local/api-pages.ts write|check`: the pages of docs/api that are made from the code. `check` fails when one is not what the code says.
 */
const folder = join(import.meta.dirname, '../docs/api');
const pages: Readonly<Record<string, string>> = {
  'problems.md': problemsPage(),
  'roles.md': rolesPage(endpoints),
};

const command = process.argv[2] ?? '';
if (command !== 'write' && command !== 'check') throw new Error('write or check?');
for (const [name, content] of Object.entries(pages)) {
  const file = join(folder, name);
  const printed = await format(content, { ...(await resolveConfig(file)), parser: 'markdown' });
  if (command === 'write') await writeFile(file, printed);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
    process.stderr.write(
      `docs/api/${name} is not what the code says: npm run api-pages:write, and look at the difference.\n`,
    );
    process.exitCode = 1;
  }
}
