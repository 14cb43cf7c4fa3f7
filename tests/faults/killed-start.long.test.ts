import { chmod, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serversOn, started, type StartedProgram } from './start-program.ts';

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'flowledger-start-')));
  await chmod(folder, 0o711);
});
afterAll(async () => {
  // There is none unless a test has failed.
  if (process.platform === 'linux') for (const pid of await serversOn(folder)) killHard(pid);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function newSignal({ url, token }: StartedProgram): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ sourceType: 'note', dedupeKey: null });
  return (await fetch(`${url}/api/signals`, { method: 'POST', headers, body })).status;
}

async function signals({ url, token }: StartedProgram): Promise<number> {
  const answer = await fetch(`${url}/api/signals`, { headers: { authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { data: unknown[] }).data.length;
}

/** A server's children end by themselves once it is gone. */
function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

describe.skipIf(process.platform !== 'linux')('npm start', () => {
  it('starts over what kill -9 of the whole tree left, with every acknowledged write', async () => {
    const dataDir = join(folder, 'killed');
    const first = await started(dataDir);
    expect(await newSignal(first)).toBe(201);
    const servers = await serversOn(dataDir);
    expect(servers.length).toBeGreaterThan(1);
    await first.kill();
    for (const pid of servers) killHard(pid);
    expect(await readdir(join(dataDir, 'postgres'))).toContain('postmaster.pid');
    const second = await started(dataDir);
    expect(await signals(second)).toBe(1);
    expect(await second.interrupt()).toBe(0);
    expect(await serversOn(dataDir)).toEqual([]);
  });

  it('starts over a database server that outlived the killed program', async () => {
    const dataDir = join(folder, 'killed');
    const first = await started(dataDir);
    expect(await newSignal(first)).toBe(201);
    await first.kill();
    expect((await serversOn(dataDir)).length).toBeGreaterThan(0);
    const second = await started(dataDir);
    expect(await signals(second)).toBe(2);
    expect(await second.interrupt()).toBe(0);
    expect(await serversOn(dataDir)).toEqual([]);
  });

  it('is ready again within seconds and small when idle', async () => {
    const again = await started(join(folder, 'killed'));
    await signals(again);
    const memory = await again.memoryMb();
    console.log(`second start: ready in ${Math.round(again.readyMs)} ms, ${Math.round(memory)} MB resident`);
    expect(again.readyMs).toBeLessThan(15_000);
    expect(memory).toBeLessThan(300);
    expect(await again.interrupt()).toBe(0);
  });
});
