import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from './fault.ts';
import { startFaultyApi, type FaultyApi } from './faulty-api.ts';
import { walk, type Walked } from './walk.ts';

let app: FaultyApi;
let sound: Walked;
beforeAll(async () => {
  app = await startFaultyApi();
  sound = await walk(app, { kind: 'none' });
});
afterAll(() => app.stop());

const faults: Readonly<Record<string, Fault>> = {
  'every packet comes 20 ms late': { kind: 'delay', ms: 20 },
  '50,000 bytes a second': { kind: 'throttle', bytesPerSecond: 50_000 },
  'every connection is reset': { kind: 'cut', by: 'rst', when: 'at-once' },
  'every connection is closed': { kind: 'cut', by: 'fin', when: 'at-once' },
  'reset in the middle of a request': { kind: 'cut', by: 'rst', when: { bytes: 300, of: 'to-server' } },
  'closed in the middle of a request': { kind: 'cut', by: 'fin', when: { bytes: 300, of: 'to-server' } },
  'reset in the middle of an answer': { kind: 'cut', by: 'rst', when: { bytes: 500, of: 'to-client' } },
  'closed in the middle of an answer': { kind: 'cut', by: 'fin', when: { bytes: 500, of: 'to-client' } },
  'reset before COMMIT arrives': { kind: 'cut', by: 'rst', when: 'commit-unsent' },
  'closed before COMMIT arrives': { kind: 'cut', by: 'fin', when: 'commit-unsent' },
  'reset before COMMIT is answered': { kind: 'cut', by: 'rst', when: 'commit-unanswered' },
  'closed before COMMIT is answered': { kind: 'cut', by: 'fin', when: 'commit-unanswered' },
};

it('without a fault every step gets its own answer', () => {
  expect(sound.answers).toEqual({
    'create a signal': 201,
    promote: 201,
    transition: 200,
    list: 200,
    Today: 200,
    health: 200,
    'job outbox': 1,
    'job sla': 1,
  });
});

describe('a network to the database where', () => {
  it.each(Object.entries(faults))(
    '%s: the right answer or a clean 503, and in the end each effect once',
    { timeout: 120_000 },
    async (_, fault) => {
      const { answers, left } = await walk(app, fault);
      expect(left).toEqual(sound.left);
      const slow = fault.kind === 'delay' || fault.kind === 'throttle';
      if (slow) expect(answers).toEqual(sound.answers);
      else expect(Object.values(answers)).toContain(503);
    },
  );
});
