import type { Mutation } from './mutation.ts';

const closed = ['network: closed to the Internet where it is private'];
const endpoints = ['network: a private endpoint and its DNS for everything'];
const firewall = ['network: the database’s firewall lets in Azure only'];
const access = "publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'";
const open = "publicNetworkAccess: privateNetwork ? 'Enabled' : 'Enabled'";

/** Ways to let in who is not meant to be. */
export const networkMutations: readonly Mutation[] = [
  { what: 'public storage', file: 'infra/modules/storage.bicep', find: access, replace: open, breaks: closed },
  { what: 'a public database', file: 'infra/modules/sql.bicep', find: access, replace: open, breaks: closed },
  { what: 'a public vault', file: 'infra/modules/key-vault.bicep', find: access, replace: open, breaks: closed },
  {
    what: 'a public app behind a gateway that could reach a private one',
    file: 'infra/modules/function-app.bicep',
    find: "publicNetworkAccess: privateEndpoint ? 'Disabled' : 'Enabled'",
    replace: "publicNetworkAccess: privateEndpoint ? 'Enabled' : 'Enabled'",
    breaks: closed,
  },
  {
    what: 'no private endpoint for the database',
    file: 'infra/modules/sql.bicep',
    find: "groupId: 'sqlServer'",
    replace: "groupId: 'sqlOnDemand'",
    breaks: endpoints,
  },
  {
    what: 'a DNS zone with a wrong name',
    file: 'infra/modules/network.bicep',
    find: "blob: 'privatelink.blob.${",
    replace: "blob: 'private.blob.${",
    breaks: endpoints,
  },
  {
    what: 'an endpoint that enters its address in the zone of another service',
    file: 'infra/main.bicep',
    find: 'vaultZoneId: network.?outputs.zoneIds.vault',
    replace: 'vaultZoneId: network.?outputs.zoneIds.blob',
    breaks: endpoints,
  },
  {
    what: 'a private endpoint without a private network',
    file: 'infra/modules/key-vault.bicep',
    find: "module endpoint 'private-endpoint.bicep' = if (privateNetwork) {",
    replace: "module endpoint 'private-endpoint.bicep' = if (!privateNetwork) {",
    seenIn: 'classic',
    breaks: endpoints,
  },
  {
    what: 'a firewall rule beside a private network',
    file: 'infra/modules/sql.bicep',
    find: 'if (!privateNetwork)',
    replace: 'if (privateNetwork)',
    seenIn: 'half-closed',
    breaks: firewall,
  },
  {
    what: 'a database open to every address',
    file: 'infra/modules/sql.bicep',
    find: "endIpAddress: '0.0.0.0'",
    replace: "endIpAddress: '255.255.255.255'",
    seenIn: 'classic',
    breaks: firewall,
  },
  {
    what: 'an app that leaves over the Internet',
    file: 'infra/main.bicep',
    find: 'networkIntegration: privateNetwork',
    replace: 'networkIntegration: !privateNetwork',
    breaks: ['network: the app leaves through the private network'],
  },
  {
    what: 'a gateway that calls over the Internet',
    file: 'infra/main.bicep',
    find: "subnetId: appIsPrivate ? network.?outputs.gatewaySubnetId ?? '' : ''",
    replace: "subnetId: appIsPrivate ? '' : ''",
    breaks: ['network: the gateway joins the private network'],
  },
  {
    what: 'a database that may send data outside',
    file: 'infra/modules/sql.bicep',
    find: "restrictOutboundNetworkAccess: 'Enabled'",
    replace: "restrictOutboundNetworkAccess: 'Disabled'",
    breaks: ['network: the database sends nothing outside'],
  },
  ...['Internet', '*', '203.0.113.0/24'].map((source) => ({
    what: `a security group that lets in ${source}`,
    file: 'infra/modules/network.bicep',
    find: "sourceAddressPrefix: 'VirtualNetwork'",
    replace: `sourceAddressPrefix: '${source}'`,
    breaks: ['network: security groups let in the network only'],
  })),
  {
    what: 'an app that is debugged from afar',
    file: 'infra/modules/function-app.bicep',
    find: 'remoteDebuggingEnabled: false',
    replace: 'remoteDebuggingEnabled: true',
    breaks: ['network: nobody debugs the app from afar'],
  },
  {
    what: 'an app that lets in web pages of any origin past the gateway',
    file: 'infra/modules/function-app.bicep',
    find: 'remoteDebuggingEnabled: false',
    replace: "remoteDebuggingEnabled: false\n      cors: { allowedOrigins: ['*'] }",
    breaks: ['network: the app lets in no web page by itself'],
  },
];
