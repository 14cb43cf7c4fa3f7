import { buildChecker, hasDotnet } from './checker-program.ts';

/* `node tests/tsql/build.ts`: builds the checker, where `dotnet` is, so that no test waits for that. */
if (hasDotnet()) buildChecker();
else console.log('The T-SQL checker is not built: dotnet is not on this machine.');
