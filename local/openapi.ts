import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endpoints } from '../functions/http/all.ts';
import { version } from '../functions/version.ts';
import { openApiDocument } from '../shared/http/openapi.ts';

/*
 * `node local/openapi.ts write|check`: the OpenAPI document of the endpoints as a file, for readers and for API Management. `check` fails when the
 * file is not what the endpoints say.
 */
const file = join(import.meta.dirname, '../docs/api/openapi.json');
const now = `${JSON.stringify(openApiDocument(endpoints, { version, publicUrl: null }), null, 2)}\n`;

if (process.argv[2] === 'write') {
  await writeFile(file, now);
} else if ((await readFile(file, 'utf8').catch(() => '')) !== now) {
  process.stderr.write(
    'docs/api/openapi.json is not what the endpoints say: npm run openapi:write, and look at the difference.\n',
  );
  process.exitCode = 1;
}
