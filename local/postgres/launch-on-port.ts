import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { HOST } from './server-address.ts';
import { LaunchError, launchServer, type ServerPlan, type ServerProcess } from './server-process.ts';
import { DataFolderInUseError, PortInUseError, PostgresStartError } from './start-errors.ts';

const PORT_ATTEMPTS = 10;
const ORPHAN_PATIENCE_MS = 10_000;

/**
 * Launches the server on the wanted port, else on a free one. The children of a server that was killed hard are waited for.
 *
 * @throws PortInUseError when the wanted port is taken.
 * @throws DataFolderInUseError when PostgreSQL itself finds another server on the folder.
 * @throws PostgresStartError for anything else, with what PostgreSQL said.
 */
export async function launchOnPort(
  plan: Omit<ServerPlan, 'port'>,
  wanted: number | undefined,
): Promise<{ port: number; server: ServerProcess }> {
  const patience = Date.now() + ORPHAN_PATIENCE_MS;
  for (let attempt = 1; ;) {
    const port = wanted ?? (await freePort());
    try {
      return { port, server: await launchServer({ ...plan, port }) };
    } catch (error) {
      if (!(error instanceof LaunchError)) throw error;
      const said = error.message;
      if (/could not bind .*(?:in use|Only one usage)/i.test(said)) {
        if (wanted !== undefined) throw new PortInUseError(wanted);
        // Another program took the free port in between.
        attempt += 1;
        if (attempt <= PORT_ATTEMPTS) continue;
      }
      // The children of a server that was killed hard end within moments; only then is the folder free.
      if (/pre-existing shared memory block/.test(said) && Date.now() < patience) {
        await delay(50);
        continue;
      }
      const holder = /lock file "postmaster\.pid" already exists[^]*?PID (\d+)/.exec(said)?.[1];
      if (holder !== undefined) throw new DataFolderInUseError(plan.dataDir, Number(holder));
      throw new PostgresStartError(`PostgreSQL did not start on ${plan.dataDir}. It said:\n${said}`, { cause: error });
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
