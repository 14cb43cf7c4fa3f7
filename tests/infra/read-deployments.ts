import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bicep, Diagnostic } from './bicep/bicep-service.ts';
import { at, isObject, type Deployment, type Resource } from './deployment.ts';
import { inPublicCloud } from './public-cloud.ts';

/** What came of a parameter file: what Bicep says of it and of all that it uses, and the deployment where there is no error. */
export interface Reading {
  readonly diagnostics: readonly Diagnostic[];
  readonly deployment: Deployment | undefined;
}

/** Compiles a parameter file below `root` and works out what it would deploy. Rejects when Bicep cannot work that out. */
export async function readDeployment(bicep: Bicep, root: string, file: string): Promise<Reading> {
  const { diagnostics, parameters, template } = await bicep.compileParameters(file);
  // A finding of the linter that counts as an error leaves the template there, but nothing that could be deployed.
  const failed = diagnostics.some(({ level }) => level === 'Error');
  if (failed || parameters === null || template === null) return { diagnostics, deployment: undefined };
  const snapshot = inPublicCloud(JSON.parse(await bicep.snapshot(file))) as Snapshot;
  const compiled = JSON.parse(template) as unknown;
  const deployment = {
    name: basename(file, '.bicepparam'),
    parameters: { ...valuesIn(compiled, 'defaultValue'), ...valuesIn(JSON.parse(parameters), 'value') },
    template: compiled,
    document: JSON.parse(readFileSync(join(root, 'docs/api/openapi-3.0.json'), 'utf8')) as unknown,
    resources: snapshot.predictedResources,
    outputs: snapshot.outputs ?? {},
  };
  return { diagnostics, deployment };
}

interface Snapshot {
  readonly predictedResources: readonly Resource[];
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The parameters of a template or of a parameter file that have the property `key`, with what it holds. */
function valuesIn(file: unknown, key: 'defaultValue' | 'value'): Readonly<Record<string, unknown>> {
  const parameters = at(file, 'parameters');
  const entries = Object.entries(isObject(parameters) ? parameters : {}).map(([name, it]) => [name, at(it, key)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
