import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a new data folder starts with. */
const count = 400;

/**
 * Loads the last opportunities into the database of a new data folder; a note in the folder keeps later starts from doing so again. A load that `signal` ended
 * goes on at the next start. Rejects when the load failed; what it had to say is on the terminal then.
 */
export async function loadDemoOnce(databaseUrl: string, dataDir: string, signal: AbortSignal): Promise<void> {
  const note = join(dataDir, 'demo.json');
  if (await exists(note)) return;
  // In a process of its own: the memory of a load is not kept for as long as the API runs.
  const loader = spawn(process.execPath, [join(import.meta.dirname, 'load.ts'), '--last', String(count)], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const end = (): void => void loader.kill('SIGTERM');
  signal.addEventListener('abort', end);
  const [code] = (await once(loader, 'exit')) as [number | null];
  signal.removeEventListener('abort', end);
  if (signal.aborted) return;
  if (code !== 0) throw new Error(`The demo data could not be loaded (exit code ${String(code)}).`);
  console.log('  The other opportunities: npm run demo:load');
  await writeFile(note, `${JSON.stringify({ loaded: count })}\n`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
