import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/* `npm run openapi:examples`: makes the calls of the story and keeps what they answer as the examples of the OpenAPI document. */
const root = join(import.meta.dirname, '../../..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', '--project', 'api', 'tests/api/examples'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, RECORD_EXAMPLES: 'true' },
});
const [code] = (await once(child, 'exit')) as [number | null];
process.exitCode = code ?? 1;
