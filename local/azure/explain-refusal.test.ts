import { expect, test } from 'vitest';
import { explainingRefusal } from './explain-refusal.ts';

const server = 'sql-abc.database.windows.net';

const words =
  "Cannot open server 'sql-abc' requested by the login. Client with IP address '203.0.113.7' is not allowed to access the server.";
const refused = (group: string): Promise<void> =>
  explainingRefusal(server, () => Promise.reject(new Error(words)), group);

test('a machine that the firewall does not know is told how to be let in, by a command without holes', async () => {
  await expect(refused('rg-flowledger-dev')).rejects.toThrow(
    /--resource-group "rg-flowledger-dev" --server "sql-abc" .*--start-ip-address 203\.0\.113\.7/,
  );
});

test('where nobody said which resource group it is, the command asks', async () => {
  await expect(refused('')).rejects.toThrow(
    `--resource-group "$(az sql server list --query "[?name=='sql-abc'].resourceGroup" --output tsv)" --server`,
  );
});

test('another error stays as it is', async () => {
  const error = new Error('Login failed.');
  await expect(explainingRefusal(server, () => Promise.reject(error))).rejects.toBe(error);
});
