import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../functions/version.ts';
import { apiChanges } from './openapi/breaking.ts';
import { promisesCompatibility } from './openapi/version-promise.ts';
import { currentDocument, currentDocument30 } from './openapi/documents.ts';
import type { JsonObject } from './openapi/json.ts';

/*
 * `node local/openapi.ts write|check|breaking|release`: the OpenAPI document of the endpoints as a file for readers, and as 3.0 for API
 * Management. `check` fails when a file is not what the endpoints say. `breaking` reports what has changed since the last released document and
 * fails when a client of that would break although the version promises that it does not; `release` keeps the document of now as a released one.
 */
const folder = join(import.meta.dirname, '../docs/api');
const released = join(folder, 'released');

const document = currentDocument();
const files: Readonly<Record<string, JsonObject>> = {
  'openapi.json': document,
  'openapi-3.0.json': currentDocument30(),
};

switch (process.argv[2] ?? '') {
  case 'write':
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), printed(content));
    break;
  case 'check':
    for (const [name, content] of Object.entries(files)) {
      if ((await readFile(join(folder, name), 'utf8').catch(() => '')) === printed(content)) continue;
      fail(`docs/api/${name} is not what the endpoints say: npm run openapi:write, and look at the difference.`);
    }
    break;
  case 'breaking':
    await reportChanges();
    break;
  case 'release':
    await writeFile(join(released, `openapi-${version}.json`), printed(document));
    break;
  default:
    fail('write, check, breaking or release?');
}

async function reportChanges(): Promise<void> {
  const names = (await readdir(released)).filter((name) => /^openapi-\d+\.\d+\.\d+\.json$/.test(name));
  const last = names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1);
  if (last === undefined) throw new Error('docs/api/released has no document to compare with.');
  const before = JSON.parse(await readFile(join(released, last), 'utf8')) as JsonObject;
  const findings = apiChanges(before, document);
  for (const { kind, where, what } of findings) process.stdout.write(`${kind}: ${where} ${what}\n`);
  const count = findings.filter(({ kind }) => kind === 'breaking').length;
  process.stdout.write(`${count} breaking changes since ${last}.\n`);
  if (count > 0 && promisesCompatibility(last.slice('openapi-'.length, -'.json'.length), version)) process.exitCode = 1;
}

function printed(content: JsonObject): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function fail(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
