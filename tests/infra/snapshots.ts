import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Deployment } from './deployment.ts';
import type { Finding } from './check-tree.ts';

const folder = join(import.meta.dirname, 'snapshots');
/** Kept elsewhere, checked by a rule, and longer than all the rest together. */
const document = 'the text of docs/api/openapi-3.0.json';

const fileOf = ({ name }: Deployment): string => join(folder, `${name}.json`);

/** The deployments that a snapshot is kept of: those of the environments. */
export function keptOf(deployments: readonly Deployment[]): readonly Deployment[] {
  return deployments.filter(({ name }) => name.startsWith('main.'));
}

/** Writes the snapshots anew and gives their files. */
export function writeSnapshots(deployments: readonly Deployment[]): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return deployments.map((it) => {
    writeFileSync(fileOf(it), snapshotOf(it));
    return fileOf(it);
  });
}

/** What differs from the snapshots that are kept. */
export function snapshotFinding(deployments: readonly Deployment[]): Finding {
  const drifted = deployments.flatMap((it) => {
    if (!existsSync(fileOf(it))) return [`there is no snapshot of ${it.name}`];
    const line = firstDifference(readFileSync(fileOf(it), 'utf8'), snapshotOf(it));
    return line === undefined ? [] : [`${it.name} from line ${line} on: look at it, then \`npm run infra:snapshot\``];
  });
  const names = deployments.map(({ name }) => `${name}.json`);
  const left = globSync('*.json', { cwd: folder }).filter((it) => !names.includes(it));
  return { rule: 'snapshots: as kept', problems: [...drifted, ...left.map((it) => `${it} is of no parameter file`)] };
}

/** What a deployment creates, one resource after the other by id; texts of several lines as lists of lines. */
export function snapshotOf({ resources, outputs }: Deployment): string {
  // Bicep gives the outputs in an order of its own each time.
  const sortedOutputs = Object.fromEntries(Object.entries(outputs).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const sorted = resources.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return `${JSON.stringify(readable({ resources: sorted, outputs: sortedOutputs }), null, 2)}\n`;
}

function readable(value: unknown): unknown {
  if (typeof value === 'string') return readableText(value);
  if (Array.isArray(value)) return value.map(readable);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

function readableText(text: string): string | readonly string[] {
  if (text.startsWith('{') && text.includes('"openapi"')) return document;
  return text.includes('\n') ? text.split('\n') : text;
}

function firstDifference(kept: string, now: string): number | undefined {
  if (kept === now) return undefined;
  const before = kept.split('\n');
  const after = now.split('\n');
  return after.findIndex((line, index) => line !== before[index]) + 1 || after.length + 1;
}
