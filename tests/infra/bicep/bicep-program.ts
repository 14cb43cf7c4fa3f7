import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const project = join(import.meta.dirname, 'bicep.csproj');
const buildFolder = join(import.meta.dirname, '../../../.reports/bicep');
const stamp = join(buildFolder, 'restored.json');
const packageName = 'Azure.Bicep.CommandLine.linux-x64';

/** Why the Bicep CLI cannot run on this machine, in one line; undefined when it can. */
export function whyNoBicep(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the project names the package of the Bicep CLI for linux-x64 only, and this is ${process.platform}-${process.arch}`;
  if (spawnSync('dotnet', ['--version'], { stdio: 'ignore' }).status !== 0) return 'dotnet is not on this machine';
  return undefined;
}

/** The Bicep CLI's file; gets its package when it is not here yet. Throws with the output of `dotnet restore` when that fails. */
export function bicepProgram(): string {
  const wanted = readFileSync(project, 'utf8');
  const known = readStamp();
  if (known?.project === wanted && existsSync(known.program)) return known.program;
  mkdirSync(buildFolder, { recursive: true });
  const restored = spawnSync('dotnet', ['restore', project, '-nologo', '-v', 'q', `-p:BuildFolder=${buildFolder}`], {
    encoding: 'utf8',
  });
  if (restored.status !== 0) throw new Error(`The Bicep CLI cannot be had:\n${restored.stdout}${restored.stderr}`);
  const program = programOf(join(buildFolder, 'obj/project.assets.json'));
  // Packages do not always keep the executable bit.
  chmodSync(program, 0o755);
  writeFileSync(stamp, JSON.stringify({ project: wanted, program }));
  return program;
}

interface Restored {
  readonly project: string;
  readonly program: string;
}

function readStamp(): Restored | undefined {
  return existsSync(stamp) ? (JSON.parse(readFileSync(stamp, 'utf8')) as Restored) : undefined;
}

interface Assets {
  readonly libraries: Readonly<Record<string, { readonly path: string }>>;
  readonly packageFolders: Readonly<Record<string, unknown>>;
}

function programOf(assetsFile: string): string {
  const { libraries, packageFolders } = JSON.parse(readFileSync(assetsFile, 'utf8')) as Assets;
  const library = Object.entries(libraries).find(([name]) => name.startsWith(`${packageName}/`))?.[1];
  const candidates = Object.keys(packageFolders).map((folder) => join(folder, library?.path ?? '', 'tools/bicep'));
  const program = candidates.find((it) => existsSync(it));
  if (program === undefined) throw new Error(`${packageName} is restored, but its program is nowhere to be found.`);
  return program;
}
