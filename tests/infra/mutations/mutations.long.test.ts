import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { currentDocument30 } from '../../../local/openapi/documents.ts';
import { whyNoBicep } from '../bicep/bicep-program.ts';
import { startBicep, type Bicep } from '../bicep/bicep-service.ts';
import { checkTree } from '../check-tree.ts';
import { mutations } from './all.ts';
import type { Mutation } from './mutation.ts';
import { breakTree, copyTree, shortened } from './tree-copy.ts';

/** The check of infra/ is only worth its name if it finds what it is there for, and says that and nothing else. */
describe.skipIf(whyNoBicep() !== undefined)('the check of infra/', () => {
  const folder = join(import.meta.dirname, '../../../.reports/infra-mutations');
  const program = shortened(currentDocument30());
  let bicep: Bicep;
  let copies = 0;

  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    bicep = startBicep();
  });

  afterAll(async () => {
    await bicep.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The rules that do not hold of a copy, which is a new one each time: Bicep remembers the texts that it has loaded. */
  async function brokenRules(mutation?: Mutation): Promise<readonly string[]> {
    const copy = join(folder, String((copies += 1)));
    copyTree(copy);
    if (mutation !== undefined) breakTree(copy, mutation);
    const { findings } = await checkTree(bicep, copy, mutation && (mutation.seenIn ?? 'closed'), program);
    return findings.map(({ rule }) => rule).toSorted();
  }

  test('finds nothing in the templates as they are', async () => {
    expect(await brokenRules()).toEqual([]);
  });

  test.each(mutations)('finds $what', async (mutation) => {
    expect(await brokenRules(mutation)).toEqual(mutation.breaks.toSorted());
  });
});
