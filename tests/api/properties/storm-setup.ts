import { Client } from 'pg';
import { inject } from 'vitest';
import { startApi, type Api } from '../harness.ts';
import { faultyEngine, type FaultyEngine } from './faults.ts';

export interface StormyApi {
  readonly api: Api;
  readonly faults: FaultyEngine;
  stop(): Promise<void>;
}

/** The app on an engine that breaks as planned. */
export async function startStormyApi(): Promise<StormyApi> {
  const admin = new Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  const faults = faultyEngine(async (pid) => void (await admin.query('select pg_terminate_backend($1)', [pid])));
  const api = await startApi({ around: faults.around });
  return {
    api,
    faults,
    async stop() {
      faults.calm();
      await admin.end();
      await api.stop();
    },
  };
}
