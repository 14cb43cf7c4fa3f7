import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonLogger } from '../platform/logger.ts';
import { startTestDatabase, type TestDatabase } from '../../tests/events/test-database.ts';
import { consumerOf, drainDeps } from '../../tests/events/test-drain.ts';
import { emitAbout } from '../../tests/events/test-records.ts';
import { openSystem } from '../db/open-tenant.ts';
import { claim } from './claim.ts';
import { complete } from './complete.ts';
import { drainOutbox } from './drain.ts';
import { handleGroup, type Loaded } from './handle-group.ts';
import { loadEvents } from './load-events.ts';

/*
 * A model of what the outbox promises: whatever workers do (claim, vanish before or after the effect, complete late, twice, or
 * against each other), every event has its effect once, and the effects of a record come in its order.
 */
type Step =
  | { readonly do: 'emit'; readonly record: number }
  | { readonly do: 'claim'; readonly worker: number; readonly limit: number }
  | { readonly do: 'handle'; readonly worker: number }
  | { readonly do: 'complete'; readonly worker: number }
  | { readonly do: 'vanish'; readonly worker: number }
  | { readonly do: 'expire' }
  | { readonly do: 'drain' };

const worker = fc.nat(1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('emit' as const), record: fc.nat(3) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('claim' as const), worker, limit: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('handle' as const), worker }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('complete' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('vanish' as const), worker }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drain' as const) }) },
);

const silent = jsonLogger(() => undefined);
let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

const system = () => openSystem(database.engine, database.clock, 'test');

class World {
  readonly #orgId: number;
  readonly #held: Loaded[][] = [[], []];
  readonly emitted: string[] = [];
  readonly effects: string[] = [];

  constructor(orgId: number) {
    this.#orgId = orgId;
  }

  readonly #consumer = consumerOf(async (session, events) => {
    for (const event of events) {
      expect(session.orgId).toBe(this.#orgId);
      this.effects.push(`${event.recordId}/${event.sequence}`);
    }
  });

  async run(next: Step): Promise<void> {
    switch (next.do) {
      case 'emit':
        return this.#emit(next.record);
      case 'claim': {
        const claimed = await claim(system(), next.limit, 90);
        this.#held[next.worker] = [...(this.#held[next.worker] ?? []), ...(await loadEvents(system(), claimed))];
        return;
      }
      case 'handle':
        await handleGroup(database.openTenant, this.#consumer, this.#held[next.worker] ?? [], () => false, silent);
        return;
      case 'complete': {
        // Only what has been handled may be completed: handling again is what a worker that is unsure would do.
        await this.run({ do: 'handle', worker: next.worker });
        await complete(system(), this.#fences(next.worker));
        // What it held it goes on holding in its own mind: later completions of the same are the late ones.
        return;
      }
      case 'vanish':
        this.#held[next.worker] = [];
        return;
      case 'expire':
        await system()
          .db.updateTable('outboxDelivery')
          .set({ leaseUntil: new Date(0) })
          .where('state', '=', 'leased')
          .execute();
        return;
      case 'drain':
        await this.drain();
    }
  }

  async drain(): Promise<void> {
    await drainOutbox(drainDeps(database, [this.#consumer], { batchSize: 3, crashLimit: 1000 }));
  }

  #fences(index: number) {
    return (this.#held[index] ?? []).map(({ delivery }) => delivery);
  }

  async #emit(record: number): Promise<void> {
    const sequence = this.emitted.filter((key) => key.startsWith(`${record + 1}/`)).length + 1;
    await database.inOrg(this.#orgId, (session) => emitAbout(session, 'candidate.promoted', record + 1, sequence));
    this.emitted.push(`${record + 1}/${sequence}`);
  }
}

test('every effect happens once and in the order of its record, whatever the workers do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await system().db.deleteFrom('outboxDelivery').execute();
      const world = new World(await database.addOrg());
      for (const next of steps) await world.run(next);
      await world.run({ do: 'expire' });
      await world.drain();
      const ofRecord = (keys: readonly string[], record: number) => keys.filter((key) => key.startsWith(`${record}/`));
      for (const record of [1, 2, 3, 4])
        expect(ofRecord(world.effects, record)).toEqual(ofRecord(world.emitted, record));
      const left = await system().db.selectFrom('outboxDelivery').select('deliveryId').execute();
      expect(left).toEqual([]);
    }),
    { numRuns: 40 },
  );
}, 120_000);
