import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Runs a benchmark for a moment; answers its last line. What it measures then means nothing, but that it measures does. */
async function figures(program: string, ...args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, program), ...args]).catch(
    // A soak of seconds may find that the memory still grows.
    (error: unknown) => error as { stdout: string },
  );
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

test('bench:http measures every case', async () => {
  const found = await figures('http.ts', '--seconds', '0.5', '--rounds', '1', '--warmup', '0.5', '--connections', '4');
  const cases = found['figures'] as Record<'app' | 'fastify' | 'inHost', { count: number; p99: number }>[];
  expect(cases).toMatchObject([
    { case: 'read by id' },
    { case: 'list of 50' },
    { case: 'create' },
    { case: 'transition' },
  ]);
  for (const { app, fastify, inHost } of cases) {
    for (const { count, p99 } of [app, fastify, inHost]) expect(Math.min(count, p99)).toBeGreaterThan(0);
  }
});

test('bench:coldstart measures every start', async () => {
  const found = await figures('coldstart.ts', '--rounds', '1');
  expect(found['figures']).toHaveLength(4);
  for (const start of found['figures'] as { ratio: number }[]) expect(start.ratio).toBeGreaterThan(0);
});

test('bench:soak finds no error and no connection that was not given back', async () => {
  const found = await figures('soak.ts', '--minutes', '0.3', '--connections', '16');
  expect(found).toMatchObject({ troubles: 0, left: { busy: 0 } });
  expect(found['count']).toBeGreaterThan(100);
  expect(found['most']).toBeLessThanOrEqual(10);
});
