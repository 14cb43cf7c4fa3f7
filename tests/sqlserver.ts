import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/* `npm run test:sqlserver`: the API suite, on the SQL Server of TEST_SQLSERVER_URL instead of the embedded PostgreSQL. */
const root = join(import.meta.dirname, '..');

if ((process.env['TEST_SQLSERVER_URL'] ?? '') === '') {
  process.stderr.write(
    'TEST_SQLSERVER_URL is needed: a SQL Server 2022 or Azure SQL and a login that may create databases, as\n' +
      '  mssql://user:password@host:1433/master?trustServerCertificate=true\n',
  );
  process.exitCode = 1;
} else {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'api', 'tests/api'], {
    cwd: root,
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
