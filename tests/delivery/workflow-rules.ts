import { parse } from 'yaml';
import * as z from 'zod';

const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const job = z.looseObject({
  uses: z.string().optional(),
  steps: z.array(step).optional(),
  permissions: z.unknown().optional(),
  'timeout-minutes': z.number().optional(),
});
const workflow = z.looseObject({ permissions: z.unknown().optional(), jobs: z.record(z.string(), job) });

/** A full commit, and the version that it is, for people and for Dependabot. */
const pinned = /uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const local = /uses: \.\/\.github\/[\w./-]+$/;

/** What this repository asks of a workflow beside actionlint's rules; one line for each breach, none when all is well. */
export function breachesOf(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => /^[^#]*\buses:/.test(line));
  const loose = lines
    .filter((line) => !pinned.test(line) && !local.test(line))
    .map((line) => `not pinned: ${line.trim()}`);
  const { permissions, jobs } = workflow.parse(parse(text));
  const open = JSON.stringify(permissions) === '{}' ? [] : ['the workflow has permissions beyond those of its jobs'];
  const secret = /\bsecrets\b/.test(text) ? ['a secret is used'] : [];
  return [...loose, ...open, ...secret, ...Object.entries(jobs).flatMap(([name, one]) => breachesOfJob(name, one))];
}

function breachesOfJob(name: string, { uses, steps = [], permissions, ...one }: z.output<typeof job>): string[] {
  const breaches: string[] = [];
  if (permissions === undefined) breaches.push(`${name}: no permissions of its own`);
  if (uses === undefined && one['timeout-minutes'] === undefined) breaches.push(`${name}: no time-out`);
  for (const { uses: action = '', with: given = {}, run = '' } of steps) {
    if (action.startsWith('actions/checkout@') && given['persist-credentials'] !== false)
      breaches.push(`${name}: the checkout leaves its token behind`);
    // What is written into a script is read by a shell.
    if (run.includes('${{')) breaches.push(`${name}: an expression within a script`);
  }
  return breaches;
}

/** The names of the npm scripts that a text runs. */
export function npmScriptsIn(text: string): readonly string[] {
  const found = text.matchAll(/\bnpm (?:run(?: --?\w+)* ([\w:-]+)|(test|start)\b)/g);
  return [...new Set([...found].map(([, script, short]) => script ?? short ?? ''))];
}
