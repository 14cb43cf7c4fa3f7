import { join } from 'node:path';
import { systemClock } from '../../shared/platform/clock.ts';
import { provisionOrg } from '../../shared/workstream/organisation/provision.ts';
import { migrateDatabase } from '../db/migrate-database.ts';
import { explainingDatabase } from '../db/explain-database.ts';
import { openLocalDatabase, type LocalDatabase } from '../db/local-database.ts';
import { openLocalEngine } from '../db/open-local-engine.ts';
import { loadDemoOnce } from '../demo/load-once.ts';
import { createDevTokens } from '../host/dev-tokens.ts';
import { jsonLog, quietLog } from './quiet-log.ts';
import { startHost } from '../host/start-host.ts';
import type { LocalOptions } from './options.ts';
import { promotableCandidate } from './promotable-candidate.ts';
import type { StopSignal } from './stop-signal.ts';
import { welcomeText } from './welcome.ts';

/** What to run. */
export interface AppOptions extends LocalOptions {
  /** The repository. */
  readonly root: string;
  readonly port: number;
}

/**
 * Runs database and API until `stop` asks for the end, and ends them in order: host (what is in flight, then appTerminate), database. Rejects,
 * with nothing left running, when something could not be started.
 */
export async function runApp(options: AppOptions, stop: StopSignal): Promise<void> {
  const database = await openLocalDatabase(options.dataDir, process.env['DATABASE_URL']);
  try {
    const { embedded } = database;
    const candidateId = await explainingDatabase(embedded, () => prepareData(options, database, stop.signal));
    if (!stop.signal.aborted) await serve(options, database, candidateId, stop);
  } finally {
    await database.stop();
  }
}

/** Schema, organisation, demo data. Answers a candidate that can be promoted. */
async function prepareData(options: AppOptions, database: LocalDatabase, signal: AbortSignal): Promise<number | null> {
  const engine = await openLocalEngine(database.url, process.env);
  try {
    const steps = await migrateDatabase(engine);
    if (steps.length > 0) console.log(`Migrated: ${steps.join(', ')}.`);
    const { orgId } = await provisionOrg(engine, systemClock, { key: 'demo', name: 'Demo' });
    if (options.demo && database.embedded) await loadDemoOnce(database.url, options.dataDir, signal);
    return await promotableCandidate(engine, orgId);
  } finally {
    await engine.close();
  }
}

async function serve(
  options: AppOptions,
  database: LocalDatabase,
  candidateId: number | null,
  stop: StopSignal,
): Promise<void> {
  const tokens = await createDevTokens({ keyFile: join(options.dataDir, 'signing-key.json') });
  Object.assign(process.env, tokens.env, appSettings(database.url));
  const host = await startHost({
    root: options.root,
    port: options.port,
    localRoutes: (request) => tokens.routes(request),
    log: options.json ? jsonLog : quietLog,
    timerStatusFile: join(options.dataDir, 'timers.json'),
  });
  try {
    if (host.startupError !== undefined) throw host.startupError;
    const token = await tokens.sign({ org: 'demo', sub: 'demo', name: 'Demo manager', roles: ['manager'] });
    const { where: data, embedded } = database;
    console.log(welcomeText({ url: host.url, token, candidateId, data, embedded }));
    await stop.asked;
    console.log('Stopping …');
  } finally {
    await host.stop();
  }
}

/** What the app is told beside the local tokens' issuer. */
function appSettings(databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    ORG_AUTO_PROVISION: 'true',
    // Short runs every five seconds: whoever promotes a candidate sees the proposal at once, and Ctrl-C need not wait.
    OUTBOX_SCHEDULE: process.env['OUTBOX_SCHEDULE'] ?? '*/5 * * * * *',
    OUTBOX_IDLE_MAX_MS: process.env['OUTBOX_IDLE_MAX_MS'] ?? '200',
  };
}
