import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at, isObject } from '../deployment.ts';
import { mutate, type Mutation } from './mutation.ts';

const root = join(import.meta.dirname, '../../..');
const document = 'docs/api/openapi-3.0.json';

/** Copies the templates and what they read to `folder`, with an OpenAPI document that is short enough to be compiled in no time. */
export function copyTree(folder: string): void {
  mkdirSync(join(folder, dirname(document)), { recursive: true });
  for (const part of ['infra', 'tests/infra/variants'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  writeFileSync(
    join(folder, document),
    JSON.stringify(shortened(JSON.parse(readFileSync(join(root, document), 'utf8')))),
  );
}

/** Breaks one file of a copy. Throws when the file does not hold what is to be changed. */
export function breakTree(folder: string, mutation: Mutation): void {
  const file = join(folder, mutation.file);
  writeFileSync(file, mutate(readFileSync(file, 'utf8'), mutation));
}

/** The document with the operations’ names and whether they need a token, and no more. */
export function shortened(whole: unknown): unknown {
  const paths = mapObject(at(whole, 'paths'), (path) =>
    mapObject(path, (operation) => {
      const security = at(operation, 'security');
      return { operationId: at(operation, 'operationId'), ...(security === undefined ? {} : { security }) };
    }),
  );
  return { openapi: at(whole, 'openapi'), info: { title: 'Short', version: '1' }, servers: [{ url: '/' }], paths };
}

function mapObject(value: unknown, map: (inner: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(isObject(value) ? value : {}).map(([key, inner]) => [key, map(inner)]));
}
