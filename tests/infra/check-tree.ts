import { basename } from 'node:path';
import type { Bicep } from './bicep/bicep-service.ts';
import type { Deployment } from './deployment.ts';
import { currentDocument30 } from '../../local/openapi/documents.ts';
import { readDeployment } from './read-deployments.ts';
import { rules } from './rules/all.ts';
import { parameterFiles } from './source-files.ts';
import { sourceRules } from './source-rules.ts';

/** A rule that does not hold. */
export interface Finding {
  readonly rule: string;
  /** What is wrong, a line each. */
  readonly problems: readonly string[];
}

/** What a look at the files below a folder has come to. */
export interface Checked {
  /** How many rules were asked. */
  readonly rules: number;
  /** What every parameter file deploys; none when one does not compile. */
  readonly deployments: readonly Deployment[];
  readonly findings: readonly Finding[];
}

/**
 * Asks every rule about the templates below `root`: about the files, and about what every parameter file deploys. When one does not
 * compile, only the rules of the files are asked. `only` names the one parameter file to be looked at, without its ending. `program` is the
 * OpenAPI document that the gateway must get. Throws when there is no parameter file.
 */
export async function checkTree(
  bicep: Bicep,
  root: string,
  only?: string,
  program: unknown = currentDocument30(),
): Promise<Checked> {
  const files = parameterFiles(root).filter((it) => only === undefined || basename(it, '.bicepparam') === only);
  if (files.length === 0) throw new Error(`There is no parameter file to look at below ${root}.`);
  const readings = await Promise.all(files.map((file) => readDeployment(bicep, root, file)));
  const diagnostics = readings.flatMap((it) => it.diagnostics);
  const ofFiles = await Promise.all(
    sourceRules.map(async (it) => {
      const problems = await it.check(bicep, root, diagnostics, program);
      return { rule: it.name, problems, blocks: it.isGround === true && problems.length > 0 };
    }),
  );
  const deployments = readings.flatMap(({ deployment }) => (deployment === undefined ? [] : [deployment]));
  const isWhole = deployments.length === files.length && !ofFiles.some(({ blocks }) => blocks);
  const ofDeployments = isWhole ? rules.map((it) => ({ rule: it.name, problems: it.check(deployments) })) : [];
  return {
    rules: ofFiles.length + ofDeployments.length,
    deployments: isWhole ? deployments : [],
    findings: [...ofFiles, ...ofDeployments].filter(({ problems }) => problems.length > 0),
  };
}
