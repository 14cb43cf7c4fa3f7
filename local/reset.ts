import { readdir, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { clusterFolder } from './db/local-database.ts';
import { startPostgres } from './postgres/start-postgres.ts';
import { DataFolderInUseError } from './postgres/start-errors.ts';
import { root, runScript } from './run-script.ts';
import { readOptions } from './start/options.ts';

/* `npm run reset`: removes what `npm start` keeps in its data folder, and nothing else that lies there. */
const kept = /^(postgres($|\.)|signing-key\.json$|timers\.json$|demo\.json$)/;

await runScript(async () => {
  const { dataDir } = readOptions(process.argv.slice(2), root, ['data']);
  const names = (await readdir(dataDir).catch(() => [])).filter((name) => kept.test(name));
  if (names.length === 0) {
    console.log(`${dataDir} holds no data.`);
    return;
  }
  if (names.includes(basename(clusterFolder(dataDir)))) await endLeftover(dataDir);
  for (const name of names) await rm(join(dataDir, name), { recursive: true, force: true });
  await rmdir(dataDir).catch(() => undefined);
  console.log(`${dataDir}: the data is removed. \`npm start\` makes it anew.`);
});

/** Starting and stopping it once ends a server that outlived its program; a folder in use is refused; a broken one may go. */
async function endLeftover(dataDir: string): Promise<void> {
  try {
    const server = await startPostgres({ dataDir: clusterFolder(dataDir) });
    await server.stop();
  } catch (error) {
    if (error instanceof DataFolderInUseError) throw error;
  }
}
