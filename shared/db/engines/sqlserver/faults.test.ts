import { EventEmitter } from 'node:events';
import mssql from 'mssql';
import { expect, test } from 'vitest';
import { errorNumber, faultOfSqlServer } from './faults.ts';
import { watchLogin } from './login-errors.ts';
import { tokenError } from './testing/token-error.ts';
import { nameError } from './unnamed-errors.ts';

function serverError(number: number, message: string): Error {
  return new mssql.RequestError(
    Object.assign(new Error(message), { code: 'EREQUEST', number, info: { number } }),
    'EREQUEST',
  );
}

test.each([
  [
    2627,
    "Violation of UNIQUE KEY constraint 'ux_org_key'. Cannot insert duplicate key in object 'app.org'. The duplicate key value is (a).",
    'unique',
    'ux_org_key',
  ],
  [
    2601,
    "Cannot insert duplicate key row in object 'app.signal' with unique index 'ux_signal_ref'. The duplicate key value is (1, x).",
    'unique',
    'ux_signal_ref',
  ],
  [
    547,
    'The INSERT statement conflicted with the FOREIGN KEY constraint "fk_signal_org". The conflict occurred in database "d", table "app.org".',
    'foreign_key',
    'fk_signal_org',
  ],
  [
    547,
    'The UPDATE statement conflicted with the CHECK constraint "ck_signal_state". The conflict …',
    'check',
    'ck_signal_state',
  ],
  [547, 'The DELETE statement conflicted with the REFERENCE constraint "fk_x". The conflict …', 'foreign_key', 'fk_x'],
  [2628, "String or binary data would be truncated in table 'd.app.org', column 'name'.", 'too_long', null],
  [1205, 'Transaction (Process ID 52) was deadlocked on lock resources.', 'deadlock', null],
  [3960, 'Snapshot isolation transaction aborted due to update conflict.', 'deadlock', null],
  [1222, 'Lock request time out period exceeded.', 'timeout', null],
  [515, "Cannot insert the value NULL into column 'name', table 'd.app.org'.", 'check', null],
  [596, 'Cannot continue the execution because the session is in the kill state.', 'unavailable', null],
  [3906, "Failed to update database 'd' because the database is read-only.", 'unavailable', null],
  [
    1204,
    'The instance of the SQL Server Database Engine cannot obtain a LOCK resource at this time.',
    'unavailable',
    null,
  ],
  [701, 'There is insufficient system memory to run this query.', 'unavailable', null],
  [8645, 'A timeout occurred while waiting for memory resources to execute the query.', 'unavailable', null],
  [40549, 'Session is terminated because you have a long-running transaction.', 'unavailable', null],
  [40553, 'The session has been terminated because of excessive memory usage.', 'unavailable', null],
  [40613, "Database 'd' on server 's' is not currently available.", 'unavailable', null],
] as const)('server error %i is recognised', (number, message, kind, constraint) => {
  expect(faultOfSqlServer(serverError(number, message))).toEqual({ kind, constraint });
});

test('a statement that took too long is a time-out, a connection that did is unavailability', () => {
  expect(faultOfSqlServer(new mssql.RequestError('Timeout: Request failed to complete in 1ms', 'ETIMEOUT'))?.kind).toBe(
    'timeout',
  );
  expect(faultOfSqlServer(new mssql.ConnectionError('Failed to connect in 1ms', 'ETIMEOUT'))?.kind).toBe('unavailable');
});

test.each(['ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNABORTED', 'ECLOSE', 'EINVALIDSTATE'])(
  'a connection that is lost with %s is unavailability',
  (code) => {
    const lost = Object.assign(new Error('lost'), { code });
    expect(faultOfSqlServer(new mssql.RequestError(lost, 'EREQUEST'))?.kind).toBe('unavailable');
  },
);

test('an answer that is cut off is unavailability, although the driver gives it no code', () => {
  const cut = new Error('unexpected end of message stream');
  expect(faultOfSqlServer(new mssql.RequestError(cut, 'EREQUEST'))?.kind).toBe('unavailable');
});

test('a full pool is told from a server that cannot be reached and from a time-out of somebody else', () => {
  const poolTimeout = (reason: string) => new Error(`Failed to acquire a connection from the pool: ${reason}`);
  expect(faultOfSqlServer(poolTimeout('operation timed out for an unknown reason'))?.kind).toBe('pool_exhausted');
  expect(faultOfSqlServer(poolTimeout('Failed to connect to s:1433'))?.kind).toBe('unavailable');
  expect(faultOfSqlServer(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))).toBeNull();
});

test('an error of our own is no fault, whatever it carries as its cause', () => {
  const unique = serverError(2627, "Violation of UNIQUE KEY constraint 'ux_org_key'.");
  expect(faultOfSqlServer(new Error('The key is taken.', { cause: unique }))).toBeNull();
});

test('a token that cannot be had is unavailability', () => {
  expect(faultOfSqlServer(tokenError())?.kind).toBe('unavailable');
});

test('an error that says nothing is given the messages of those within', () => {
  const error = tokenError();
  expect(nameError(error)).toBe(error);
  expect(error.message).toBe('Security token could not be authenticated or authorized. No managed identity endpoint.');
});

test('a login that fails keeps the number that the server told before', () => {
  const connection = new EventEmitter();
  watchLogin(connection);
  const failure = new Error('Login failed.');
  connection.emit('errorMessage', { number: 4221 });
  connection.emit('connect', failure);
  expect(errorNumber(new mssql.ConnectionError(failure, 'ELOGIN'))).toBe(4221);
});

test('another error is not the database’s', () => {
  expect(faultOfSqlServer(new TypeError('x is not a function'))).toBeNull();
  expect(faultOfSqlServer('2627')).toBeNull();
  expect(faultOfSqlServer(serverError(207, "Invalid column name 'x'."))).toBeNull();
});
