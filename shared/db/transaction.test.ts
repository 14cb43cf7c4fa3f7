import { describe, expect, it } from 'vitest';
import type { DatabaseFault, Engine, FaultKind } from './engine.ts';
import { LostRaceError } from './lost-race.ts';
import { runTransaction } from './transaction.ts';

class Fault extends Error {
  readonly kind: FaultKind;
  constructor(kind: FaultKind) {
    super(kind);
    this.kind = kind;
  }
}

/** An engine whose transactions fail as told, then succeed. No database: the rule under test is when to run again. */
function failing(kinds: readonly (FaultKind | 'lost_race')[]): { engine: Engine; runs: () => number } {
  let runs = 0;
  const engine = {
    transaction: (): Promise<string> => {
      const kind = kinds[runs];
      runs += 1;
      if (kind === undefined) return Promise.resolve('done');
      return Promise.reject(kind === 'lost_race' ? new LostRaceError('a lost_race') : new Fault(kind));
    },
    faultOf: (error: unknown): DatabaseFault | null =>
      error instanceof Fault ? { kind: error.kind, constraint: null } : null,
  } as unknown as Engine;
  return { engine, runs: () => runs };
}

const run = (engine: Engine): Promise<string> =>
  runTransaction(engine, { kind: 'system' }, { count: 0 }, () => Promise.resolve('done'));

describe('runTransaction', () => {
  it.each(['deadlock', 'lost_race'] as const)('runs again up to three times after a %s', async (kind) => {
    const { engine, runs } = failing([kind, kind, kind]);
    await expect(run(engine)).resolves.toBe('done');
    expect(runs()).toBe(4);
  });

  it.each(['deadlock', 'lost_race'] as const)('gives up at the fourth %s', async (kind) => {
    const { engine, runs } = failing([kind, kind, kind, kind]);
    await expect(run(engine)).rejects.toThrow(kind);
    expect(runs()).toBe(4);
  });

  it.each([
    ['unique', 5],
    ['foreign_key', 1],
  ] as const)('runs again after a lost race on a %s key, %d times at most', async (kind, most) => {
    const lost = Array.from({ length: most }, () => kind);
    await expect(run(failing(lost).engine)).resolves.toBe('done');
    const { engine, runs } = failing([...lost, kind]);
    await expect(run(engine)).rejects.toThrow(kind);
    expect(runs()).toBe(most + 1);
  });

  it.each(['unavailable', 'timeout', 'pool_exhausted', 'check'] as const)('never runs again after %s', async (kind) => {
    const { engine, runs } = failing([kind]);
    await expect(run(engine)).rejects.toThrow(kind);
    expect(runs()).toBe(1);
  });
});
