import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Suite } from './suites.ts';
import { countTests, type Count } from './test-report.ts';

/** What became of a suite. */
export interface SuiteResult extends Count {
  readonly name: string;
  readonly seconds: number;
}

/** Runs a suite through its npm script in `root`; a gate's output is shown only when it does not hold. */
export async function runSuite(suite: Suite, root: string, env: NodeJS.ProcessEnv): Promise<SuiteResult> {
  const started = performance.now();
  const count = suite.counts === 'as-one' ? await runGate(suite, root, env) : await runTests(suite, root, env);
  return { name: suite.name, ...count, seconds: (performance.now() - started) / 1000 };
}

/** Of a gate's output, in characters: a tool that crashes can print without end. */
const most = 20_000;

async function runGate(suite: Suite, root: string, env: NodeJS.ProcessEnv): Promise<Count> {
  const { code, output } = await runScript([suite.script], root, env, 'pipe');
  if (code !== 0) process.stdout.write(output.slice(-most));
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

async function runTests(suite: Suite, root: string, env: NodeJS.ProcessEnv): Promise<Count> {
  const file = join(root, '.reports', `${suite.script.replaceAll(':', '-')}.json`);
  await rm(file, { force: true });
  const reporters = ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { code } = await runScript([suite.script, ...reporters], root, env, 'inherit');
  return countTests(await readFile(file, 'utf8').catch(() => undefined), code);
}

async function runScript(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  output: 'pipe' | 'inherit',
): Promise<{ code: number; output: string }> {
  const options = { cwd, env, shell: process.platform === 'win32' };
  const child = spawn('npm', ['run', '--silent', ...args], { ...options, stdio: ['ignore', output, output] });
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? 1, output: Buffer.concat(chunks).toString() };
}
