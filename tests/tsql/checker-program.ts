import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = join(import.meta.dirname, 'checker');
const buildFolder = join(import.meta.dirname, '../../.reports/tsql-checker');
const program = join(buildFolder, 'out/tsql-checker.dll');
const stamp = join(buildFolder, 'built-from');

/** What a run of the checker printed, and its exit code. */
export interface CheckerRun {
  readonly output: string;
  readonly code: number;
}

/** Whether the .NET SDK that the checker needs is on this machine. */
export function hasDotnet(): boolean {
  return spawnSync('dotnet', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Builds the checker unless it was built from the same sources before. Throws with the build's output when it fails. */
export function buildChecker(): void {
  const wanted = sourceHash();
  if (existsSync(program) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(buildFolder, { recursive: true });
  const arguments_ = ['build', sources, '-nologo', '-v', 'q', '-c', 'Release', `-p:BuildFolder=${buildFolder}`];
  const built = spawnSync('dotnet', arguments_, { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`The T-SQL checker does not build:\n${built.stdout}${built.stderr}`);
  writeFileSync(stamp, wanted);
}

/** Runs the built checker on a schema file and a folder of recordings. */
export function runChecker(schemaFile: string, recordings: string): CheckerRun {
  const run = spawnSync('dotnet', [program, schemaFile, recordings], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { output: `${run.stdout}${run.stderr}`.trimEnd(), code: run.status ?? 1 };
}

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const file of globSync('*.{cs,csproj,props}', { cwd: sources }).toSorted())
    hash.update(file).update(readFileSync(join(sources, file)));
  return hash.digest('hex');
}
