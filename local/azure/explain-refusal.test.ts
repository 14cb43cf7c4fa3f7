import { expect, test } from 'vitest';
import { explainingRefusal } from './explain-refusal.ts';

const server = 'sql-abc.database.windows.net';

test('a machine that the firewall does not know is told how to be let in', async () => {
  const words =
    "Cannot open server 'sql-abc' requested by the login. Client with IP address '203.0.113.7' is not allowed to access the server.";
  await expect(explainingRefusal(server, () => Promise.reject(new Error(words)))).rejects.toThrow(
    /--server sql-abc .*--start-ip-address 203\.0\.113\.7/,
  );
});

test('another error stays as it is', async () => {
  const error = new Error('Login failed.');
  await expect(explainingRefusal(server, () => Promise.reject(error))).rejects.toBe(error);
});
