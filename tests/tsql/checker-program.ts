import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const sources = join(import.meta.dirname, 'checker');
const builds = join(import.meta.dirname, '../../.reports/tsql-checker');

/** What a run of the checker printed, and its exit code. */
export interface CheckerRun {
  readonly output: string;
  readonly code: number;
}

/** Whether the .NET SDK that the checker needs is on this machine. */
export function hasDotnet(): boolean {
  return spawnSync('dotnet', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * Builds the checker unless it was built from the same sources before. Throws with the build's output when it fails. Several processes may do so at
 * the same time: each builds in a folder of its own, and the first to be done gives it the name.
 */
export function buildChecker(): void {
  const wanted = buildFolder();
  if (existsSync(wanted)) return;
  mkdirSync(builds, { recursive: true });
  const own = mkdtempSync(join(builds, 'building-'));
  const arguments_ = ['build', sources, '-nologo', '-v', 'q', '-c', 'Release', `-p:BuildFolder=${own}`];
  const built = spawnSync('dotnet', arguments_, { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The T-SQL checker does not build:\n${built.stdout}${built.stderr}`);
  try {
    renameSync(own, wanted);
  } catch (error) {
    if (!existsSync(wanted)) throw error;
    rmSync(own, { recursive: true });
  }
}

/** Runs the built checker on a schema file and a folder of recordings. */
export function runChecker(schemaFile: string, recordings: string): CheckerRun {
  const program = join(buildFolder(), 'out/tsql-checker.dll');
  const run = spawnSync('dotnet', [program, schemaFile, recordings], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { output: `${run.stdout}${run.stderr}`.trimEnd(), code: run.status ?? 1 };
}

/** Of the sources as they are now. */
function buildFolder(): string {
  const hash = createHash('sha256');
  for (const file of globSync('*.{cs,csproj,props}', { cwd: sources }).toSorted())
    hash.update(file).update(readFileSync(join(sources, file)));
  return join(builds, hash.digest('hex').slice(0, 16));
}
