import { at, isObject, listAt, ofType, textAt, type Deployment, type Resource } from '../deployment.ts';
import { everyResource, mustBe, rule, unless, type Rule } from '../rule.ts';

/** What is reached over a private endpoint, and the DNS zone that answers for it. */
const privateLinks: Readonly<Record<string, string>> = {
  blob: 'privatelink.blob.core.windows.net',
  sqlServer: 'privatelink.database.windows.net',
  vault: 'privatelink.vaultcore.azure.net',
  sites: 'privatelink.azurewebsites.net',
};

/** Types that a private network closes to the Internet. */
const closable = ['Microsoft.Storage/storageAccounts', 'Microsoft.Sql/servers', 'Microsoft.KeyVault/vaults'];

const isPrivate = ({ parameters }: Deployment): boolean => parameters['privateNetwork'] === true;

/** Tiers of API Management that can reach a private app. */
const joinsNetwork = ({ parameters }: Deployment): boolean =>
  ['StandardV2', 'PremiumV2'].includes(String(parameters['gatewaySku']));

function publicAccess(deployment: Deployment): readonly string[] {
  if (!isPrivate(deployment)) return [];
  const types = joinsNetwork(deployment) ? [...closable, 'Microsoft.Web/sites'] : closable;
  return types.flatMap((type) =>
    ofType(deployment, type).flatMap((it) =>
      mustBe(`${type} ${it.name}: publicNetworkAccess`, at(it, 'properties.publicNetworkAccess'), 'Disabled'),
    ),
  );
}

function endpointProblems(deployment: Deployment): readonly string[] {
  const links = ofType(deployment, 'Microsoft.Network/privateEndpoints').flatMap((it) =>
    listAt(it, 'properties.privateLinkServiceConnections').flatMap((link) => listAt(link, 'properties.groupIds')),
  );
  const zones = ofType(deployment, 'Microsoft.Network/privateDnsZones').map((it) => it.name);
  if (!isPrivate(deployment)) return [...links, ...zones].map((it) => `${String(it)} without a private network`);
  const wanted = Object.entries(privateLinks).filter(([group]) => group !== 'sites' || joinsNetwork(deployment));
  const answers = JSON.stringify(ofType(deployment, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups'));
  const linked = JSON.stringify(
    ofType(deployment, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks').map((it) => it.id),
  );
  return wanted.flatMap(([group, zone]) => [
    ...(links.includes(group) ? [] : [`no private endpoint for ${group}`]),
    ...(zones.includes(zone) ? [] : [`no DNS zone ${zone}`]),
    ...(answers.includes(zone) ? [] : [`no endpoint writes its address to ${zone}`]),
    ...(linked.includes(zone) ? [] : [`${zone} is not linked to the network`]),
  ]);
}

function firewallProblems(deployment: Deployment): readonly string[] {
  return ofType(deployment, 'Microsoft.Sql/servers/firewallRules').flatMap((it) => {
    if (isPrivate(deployment)) return [`firewall rule ${it.name} beside a private network`];
    // 0.0.0.0 to 0.0.0.0 is Azure's own word for "services of Azure".
    const range = `${textAt(it, 'properties.startIpAddress')}-${textAt(it, 'properties.endIpAddress')}`;
    return mustBe(`firewall rule ${it.name}`, range, '0.0.0.0-0.0.0.0');
  });
}

const groupType = 'Microsoft.Network/networkSecurityGroups';
/** Sources that a rule may let in: the network itself, Azure’s probes, private addresses. */
const inside = /^(?:VirtualNetwork|AzureLoadBalancer|10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.)/i;

/** Rules of security groups that let in who is not of the network. */
function openDoors(deployment: Deployment): readonly string[] {
  const inGroups = ofType(deployment, groupType).flatMap((group) =>
    listAt(group, 'properties.securityRules').map((it) => [`${group.name}/${textAt(it, 'name')}`, it] as const),
  );
  const alone = ofType(deployment, `${groupType}/securityRules`).map((it) => [it.name, it] as const);
  return [...inGroups, ...alone]
    .filter(([, it]) => textAt(it, 'properties.access') === 'Allow' && textAt(it, 'properties.direction') === 'Inbound')
    .flatMap(([name, it]) =>
      [textAt(it, 'properties.sourceAddressPrefix'), ...listAt(it, 'properties.sourceAddressPrefixes').map(String)]
        .filter((source) => source !== '' && !inside.test(source))
        .map((source) => `${groupType} ${name} lets in "${source}": only the network itself may come in`),
    );
}

const sitesOf = (it: Resource, deployment: Deployment): readonly unknown[] => [
  at(it, 'properties.siteConfig'),
  ...ofType(deployment, 'Microsoft.Web/sites/config')
    .filter(({ id }) => id.endsWith('/web'))
    .map((config) => at(config, 'properties')),
];

/** Who can be reached from where. */
export const networkRules: readonly Rule[] = [
  rule('network: closed to the Internet where it is private', publicAccess),
  rule('network: a private endpoint and its DNS for everything', endpointProblems),
  rule('network: the database’s firewall lets in Azure only', firewallProblems),
  everyResource('network: the database sends nothing outside', 'Microsoft.Sql/servers', (it) =>
    mustBe('restrictOutboundNetworkAccess', at(it, 'properties.restrictOutboundNetworkAccess'), 'Enabled'),
  ),
  rule('network: security groups let in the network only', openDoors),
  everyResource('network: nobody debugs the app from afar', 'Microsoft.Web/sites', (it, deployment) =>
    sitesOf(it, deployment).flatMap((config) =>
      mustBe('siteConfig.remoteDebuggingEnabled', at(config, 'remoteDebuggingEnabled') ?? false, false),
    ),
  ),
  everyResource('network: the app lets in no web page by itself', 'Microsoft.Web/sites', (it, deployment) => {
    const origins = sitesOf(it, deployment).flatMap((config) => listAt(config, 'cors.allowedOrigins'));
    const said = `siteConfig.cors lets in pages of ${origins.join(', ')}: the gateway’s policy alone names origins`;
    return unless(origins.length === 0, said);
  }),
  everyResource('network: the app leaves through the private network', 'Microsoft.Web/sites', (it, deployment) => {
    const subnet = textAt(it, 'properties.virtualNetworkSubnetId');
    return unless(
      (subnet !== '') === isPrivate(deployment),
      `virtualNetworkSubnetId is "${subnet}": it must be set with a private network, and only then`,
    );
  }),
  everyResource(
    'network: the gateway joins the private network',
    'Microsoft.ApiManagement/service',
    (it, deployment) => {
      const joined = isObject(at(it, 'properties.virtualNetworkConfiguration'));
      return unless(
        joined === (isPrivate(deployment) && joinsNetwork(deployment)),
        `virtualNetworkConfiguration is ${joined ? '' : 'not '}set: it must be with a private network and a tier that can join it, and only then`,
      );
    },
  ),
];
