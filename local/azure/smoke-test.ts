import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

/** What to ask, and for how long. */
export interface SmokeTest {
  /** Address of the gateway or of the app. */
  readonly url: string;
  /** Of what was deployed, as `/api/health` tells them. */
  readonly version: string;
  readonly build: string;
  /** The newest migration of what was deployed. */
  readonly migration: string;
  /** How long a new version may take to answer and a paused database to resume, in milliseconds. */
  readonly patienceMs: number;
  /** Between two tries, in milliseconds. */
  readonly pauseMs: number;
  /** Told whenever what is wrong changes. */
  readonly tell: (line: string) => void;
}

/** What was deployed does not work; the message says what was asked and what came back. */
export class SmokeTestError extends Error {
  override readonly name = 'SmokeTestError';
}

const health = z.object({
  status: z.string(),
  version: z.string().optional(),
  build: z.string().nullish(),
  migration: z
    .object({ applied: z.string().nullable(), expected: z.string().nullable(), pending: z.number() })
    .nullable(),
});

/** One answer must not take all the patience there is. */
const answerLimitMs = 20_000;

/**
 * Waits until `/healthz` says that the process lives and `/api/health` that it is the new version, on a database at its level. Rejects with
 * `SmokeTestError` when patience ends.
 */
export async function smokeTest(test: SmokeTest): Promise<void> {
  const until = performance.now() + test.patienceMs;
  await persist(test, until, '/healthz', () => undefined);
  await persist(test, until, '/api/health', (body) => faultOf(body, test));
}

async function persist(
  { url, patienceMs, pauseMs, tell }: SmokeTest,
  until: number,
  path: string,
  fault: (body: unknown) => string | undefined,
): Promise<void> {
  const address = new URL(path, url).href;
  let told: string | undefined;
  for (;;) {
    const wrong = await ask(address, fault);
    if (wrong === undefined) return tell(`${address} is well.`);
    if (wrong !== told) tell(`${address} ${wrong}.`);
    told = wrong;
    if (performance.now() + pauseMs > until)
      throw new SmokeTestError(`${address} ${wrong}, after ${Math.round(patienceMs / 1000)} s of waiting.`);
    await sleep(pauseMs);
  }
}

/** What is wrong with the answer; undefined when nothing is. */
async function ask(address: string, fault: (body: unknown) => string | undefined): Promise<string | undefined> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(answerLimitMs), redirect: 'manual' });
    const body = await response.text();
    if (response.status !== 200) return `answered ${response.status}${body === '' ? '' : `: ${body.slice(0, 300)}`}`;
    return fault(parsed(body));
  } catch (error) {
    return `did not answer: ${error instanceof Error ? reasonOf(error) : String(error)}`;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** fetch tells the reason in the cause only. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function faultOf(body: unknown, { version, build, migration }: SmokeTest): string | undefined {
  const read = health.safeParse(body);
  if (!read.success || read.data.migration === null) return 'answered something that is not the health of this service';
  const { applied, expected, pending } = read.data.migration;
  const found = `${read.data.version ?? 'unknown'}, build ${read.data.build ?? 'unknown'}`;
  if (read.data.version !== version || read.data.build !== build)
    return `is of another version: ${found}; ${version}, build ${build} is expected`;
  if (expected !== migration)
    return `is of another version: it expects migration ${expected}, and ${migration} was deployed`;
  if (pending > 0) return `has ${pending} migrations pending; the last one applied is ${applied}`;
  return read.data.status === 'ok' ? undefined : `says that it is ${read.data.status}`;
}
