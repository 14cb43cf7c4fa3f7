import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { candidatePatch } from '../../../functions/http/schemas/candidate.ts';
import { pursuitPatch } from '../../../functions/http/schemas/pursuit.ts';
import { signalPatch } from '../../../functions/http/schemas/signal.ts';
import { startApi, type Api } from '../harness.ts';
import { makeWorld } from './worlds.ts';
import { send, writeCalls, type World } from './write-calls.ts';

let api: Api;
let world: World;
beforeAll(async () => {
  api = await startApi();
  world = await makeWorld(api, 'acme');
});
afterAll(() => api.stop());

const patchable = { signal: signalPatch, candidate: candidatePatch, pursuit: pursuitPatch } as const;
type Room = keyof typeof patchable;
const rooms = Object.keys(patchable) as Room[];
type Row = Readonly<Record<string, unknown>>;

const system = () => api.engine.reader({ kind: 'system' }, { count: 0 });

async function rowsOf(room: Room): Promise<Map<unknown, Row>> {
  const rows: Row[] = await system().selectFrom(room).selectAll().execute();
  return new Map(rows.map((row) => [row[`${room}Id`], row]));
}

/** Names of fields that events say were changed by the step to this version. */
async function told(room: Room, id: number, version: number): Promise<string[]> {
  const rows = await system()
    .selectFrom('workEvent')
    .select('changed')
    .where('recordType', '=', room)
    .where('recordId', '=', id)
    .where('recordVersion', '=', version)
    .execute();
  return rows.flatMap(({ changed }) => JSON.parse(changed) as string[]);
}

// What a merge rests on: a field that no event names has not been changed.
describe.each(Object.entries(writeCalls))('%s', (name, prepare) => {
  it('names every field that it changes and a PATCH may change, with the version that it makes', async () => {
    const call = await prepare(world);
    const before = new Map(await Promise.all(rooms.map(async (room) => [room, await rowsOf(room)] as const)));
    const { status, body } = await send(world.ann, call, {});
    expect(status, `${name}: ${JSON.stringify(body)}`).toBeLessThan(300);
    for (const room of rooms) {
      const fields = Object.keys(patchable[room].shape);
      for (const [id, row] of await rowsOf(room)) {
        const old = before.get(room)?.get(id);
        if (old === undefined) continue;
        const changed = fields.filter((field) => JSON.stringify(old[field]) !== JSON.stringify(row[field]));
        expect(await told(room, Number(id), Number(row['version'])), room).toEqual(expect.arrayContaining(changed));
        if (changed.length > 0) expect(row['version'], room).toBe(Number(old['version']) + 1);
      }
    }
  });
});

it('a change of every kind of record is among them', () => {
  expect(Object.keys(writeCalls)).toEqual(expect.arrayContaining(rooms.map((room) => `${room}s-update`)));
});
