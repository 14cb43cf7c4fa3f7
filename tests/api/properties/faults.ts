import { sql, type Kysely, type KyselyPlugin } from 'kysely';
import type { Engine } from '../../../shared/db/engine.ts';
import type { Tables } from '../../../shared/db/tables.ts';

/** Where a transaction breaks: before its nth statement, before COMMIT, by its connection being cut, or after COMMIT, before anybody hears of it. */
export type Fault =
  { readonly at: 'statement'; readonly n: number } | { readonly at: 'commit' | 'connection' | 'answer' };

export interface FaultyEngine {
  /** Stands between the app and its engine. */
  readonly around: (engine: Engine) => Engine;
  /** The next transaction of this organisation breaks so. */
  plan(orgId: number, fault: Fault): void;
  /** What was planned and not needed is forgotten. */
  calm(): void;
}

/** An engine whose transactions break as planned. `kill` cuts the connection of a server process. */
export function faultyEngine(kill: (pid: number) => Promise<void>): FaultyEngine {
  const planned = new Map<number, Fault[]>();
  return {
    plan: (orgId, fault) => void planned.set(orgId, [...(planned.get(orgId) ?? []), fault]),
    calm: () => planned.clear(),
    around: (engine) => ({
      ...engine,
      async transaction(scope, trips, work) {
        const fault = scope.kind === 'tenant' ? planned.get(scope.orgId)?.shift() : undefined;
        if (fault === undefined) return engine.transaction(scope, trips, work);
        const result = await engine.transaction(scope, trips, async (db) => {
          const done = await work(fault.at === 'statement' ? breakingAt(db, fault.n) : db);
          if (fault.at === 'commit') throw new Error('Broken before COMMIT, as planned.');
          if (fault.at === 'connection') await kill(await processOf(db));
          return done;
        });
        if (fault.at === 'answer') throw new Error('Broken after COMMIT, as planned.');
        return result;
      },
    }),
  };
}

function breakingAt(db: Kysely<Tables>, n: number): Kysely<Tables> {
  let count = 0;
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      count += 1;
      if (count === n) throw new Error(`Broken before statement ${n}, as planned.`);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return db.withPlugin(plugin);
}

async function processOf(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db);
  return rows[0]?.pid ?? 0;
}
