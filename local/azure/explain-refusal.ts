import { UsageError } from '../start/options.ts';

/** The words of Azure SQL's error 40615. */
const refusal = /Client with IP address '([\d.]+)' is not allowed to access the server/;

/**
 * Runs `work` on a database; when the server's firewall does not know this machine, the error has the command that lets it in, ready to be pasted.
 * `resourceGroup`: the server's, where it is known; else the command asks for it.
 */
export async function explainingRefusal(
  server: string,
  work: () => Promise<void>,
  resourceGroup = process.env['AZURE_RESOURCE_GROUP'],
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const address = refusal.exec(error instanceof Error ? error.message : '')?.[1];
    if (address === undefined) throw error;
    const [name = server] = server.split('.');
    const asked = `$(az sql server list --query "[?name=='${name}'].resourceGroup" --output tsv)`;
    const group = resourceGroup === undefined || resourceGroup === '' ? asked : resourceGroup;
    throw new UsageError(
      `The firewall of ${server} does not know ${address}. Let it in, and take the rule away afterwards:\n` +
        `  az sql server firewall-rule create --resource-group "${group}" --server "${name}" ` +
        `--name this-machine --start-ip-address ${address} --end-ip-address ${address}`,
    );
  }
}
