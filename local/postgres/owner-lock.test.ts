import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeOwnerLock } from './owner-lock.ts';
import { DataFolderInUseError } from './start-errors.ts';

let folder: string;
let dataDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowledger-lock-'));
  dataDir = join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true }));

test('of many at once one takes the folder, and no draft stays', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => takeOwnerLock(dataDir)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DataFolderInUseError);
  expect(await readdir(folder)).toHaveLength(1);
});

test('of many at once one takes over a dead owner’s folder', async () => {
  await writeFile(`${dataDir}.owner-0`, JSON.stringify({ pid: endedPid(), started: 'x' }));
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => takeOwnerLock(dataDir)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a released folder can be taken, and a late second release does not free it from its new owner', async () => {
  const first = await takeOwnerLock(dataDir);
  await first.release();
  const second = await takeOwnerLock(dataDir);
  await first.release();
  await expect(takeOwnerLock(dataDir)).rejects.toThrow(DataFolderInUseError);
  await second.release();
  expect(await readdir(folder)).toEqual([]);
});

test('an owner whose pid has been given to another process owns nothing', async () => {
  await writeFile(`${dataDir}.owner-0`, JSON.stringify({ pid: process.pid, started: 'long ago' }));
  await (await takeOwnerLock(dataDir)).release();
  expect(await readdir(folder)).toEqual([]);
});

test.each(['', 'not json', 'null', '{"pid":"x"}'])('a lock file that says %j holds nobody', async (content) => {
  await writeFile(`${dataDir}.owner-0`, content);
  await (await takeOwnerLock(dataDir)).release();
  expect(await readdir(folder)).toEqual([]);
});

function endedPid(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
}
