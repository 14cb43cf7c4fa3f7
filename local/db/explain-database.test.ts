import { expect, test } from 'vitest';
import { UnknownMigrationError } from '../../shared/db/migrations/run.ts';
import { UsageError } from '../start/options.ts';
import { explainingDatabase } from './explain-database.ts';

const refused = Object.assign(new Error('permission denied to create role'), { code: '42501' });
const failing = (thrown: unknown, embedded = false): Promise<unknown> =>
  explainingDatabase(embedded, () => Promise.reject(thrown as Error));

test('a login that may not is told who may', async () => {
  await expect(failing(refused)).rejects.toThrow(UsageError);
  await expect(failing(refused)).rejects.toThrow(
    /permission denied to create role\. .*docs\/operations\/postgresql\.md/,
  );
});

test('a newer data folder may be thrown away; a newer database of somebody is not spoken of so', async () => {
  const newer = new UnknownMigrationError(['9999_new']);
  await expect(failing(newer, true)).rejects.toThrow(/9999_new[^]*npm run reset/);
  await expect(failing(newer)).rejects.toBe(newer);
});

test('another error stays as it is', async () => {
  const other = Object.assign(new Error('deadlock'), { code: '40P01' });
  await expect(failing(other, true)).rejects.toBe(other);
});
