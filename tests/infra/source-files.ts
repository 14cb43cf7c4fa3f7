import { globSync } from 'node:fs';
import { join } from 'node:path';

/** The parameter files below `root`: those of the environments, then those that are there to be checked only. */
export function parameterFiles(root: string): readonly string[] {
  return [...files(root, 'infra/*.bicepparam'), ...files(root, 'tests/infra/variants/*.bicepparam')];
}

/** The .bicep files below `root`. */
export const bicepFiles = (root: string): readonly string[] => files(root, 'infra/**/*.bicep');

/** The policies below `root`. */
export const policyFiles = (root: string): readonly string[] => files(root, 'infra/**/*.xml');

function files(root: string, pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root })
    .toSorted()
    .map((it) => join(root, it));
}
