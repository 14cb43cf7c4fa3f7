import { expect, test } from 'vitest';
import { describeError, PlainError } from './describe-error.ts';

const secret = 'geheim@example.com';

test('a driver’s error is told by code, constraint and place, without the values in its message and detail', () => {
  const error = Object.assign(new Error(`invalid input syntax: "${secret}"`), {
    code: '23505',
    constraint: 'ux_signal_source',
    table: 'signal',
    routine: '_bt_check_unique',
    detail: `Key (contact_email)=(${secret}) already exists.`,
    where: `unnamed portal parameter $1 = '${secret}'`,
  });
  const shown = describeError(error);
  expect(shown).toContain('Error code=23505 constraint=ux_signal_source');
  expect(shown).toContain('describe-error.test.ts');
  expect(shown).not.toContain(secret);
});

test('SQL Server’s number is a fact, its message is not', () => {
  const error = Object.assign(new Error(`The duplicate key value is (${secret}).`), { number: 2627, code: 'EREQUEST' });
  expect(describeError(error)).toMatch(/^Error code=EREQUEST number=2627\n/);
  expect(describeError(error)).not.toContain(secret);
});

test('a message that looks like a stack, or was changed later, is not shown either', () => {
  const tricky = new Error(`x\n    at ${secret} (/a.js:1:1)\n    at f (/${secret}:1:1)`);
  const changed = new Error(`first ${secret}`);
  expect(changed.stack).toContain(secret);
  changed.message = 'second';
  expect([describeError(tricky), describeError(changed)].join()).not.toContain(secret);
});

test('causes and aggregated errors are followed, what is thrown without being an error is not shown', () => {
  const error = new Error(secret, { cause: new AggregateError([new TypeError(secret), secret], secret) });
  const shown = describeError(error);
  expect(shown).toMatch(/caused by AggregateError[^]*caused by TypeError[^]*caused by thrown: string/);
  expect(shown).not.toContain(secret);
});

test('the aggregate that SQL Server’s driver wraps in an error without a code is followed', () => {
  const token = Object.assign(new Error(secret), { code: 'EFEDAUTH' });
  const error = Object.assign(new Error(''), { originalError: new AggregateError([token]) });
  const shown = describeError(error);
  expect(shown).toContain('caused by Error code=EFEDAUTH');
  expect(shown).not.toContain(secret);
});

test('a name or code that is no plain word is not shown', () => {
  const error = Object.assign(new Error('x'), { name: `Error ${secret}`, code: secret, constraint: `a "${secret}"` });
  expect(describeError(error)).not.toContain(secret);
});

test('a circle of causes ends', () => {
  const error = new Error('x');
  error.cause = error;
  expect(describeError(error).split('caused by').length).toBe(6);
});

test('an error of ours that names no value shows its message', () => {
  expect(describeError(new PlainError('The job outbox failed.'))).toContain('PlainError: The job outbox failed.');
});
