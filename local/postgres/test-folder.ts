import { execFile } from 'node:child_process';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startPostgres } from './start-postgres.ts';

const run = promisify(execFile);

/** A temporary folder of a test file, with one finished cluster to copy, so that a test need not wait for initdb. */
export interface TestFolder {
  readonly path: string;
  /** A data folder of its own, holding a stopped cluster that has been started once. */
  cluster(): Promise<string>;
  /** A path for a data folder that does not exist. */
  absent(): string;
  /** Removes everything. */
  remove(): Promise<void>;
}

/** Makes the folder. Every server started in it must be stopped before {@link TestFolder.remove}. */
export async function testFolder(): Promise<TestFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'flowledger-postgres-')));
  // Root's PostgreSQL runs under another account, which must be let in.
  await chmod(path, 0o755);
  let count = 0;
  const absent = () => join(path, `cluster-${(count += 1)}`);
  let original: Promise<string> | undefined;
  const cluster = async () => {
    original ??= makeCluster(absent());
    const [source, copy] = [await original, absent()];
    // Not fs.cp: it does not keep the owner.
    await run('cp', ['-a', source, copy]);
    await run('cp', ['-a', `${source}.password`, `${copy}.password`]);
    return copy;
  };
  return { path, absent, cluster, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

async function makeCluster(dataDir: string): Promise<string> {
  const server = await startPostgres({ dataDir, durability: 'fast' });
  await server.stop();
  return dataDir;
}
