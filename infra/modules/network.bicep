metadata description = 'The private network: one subnet each for the app, the gateway and the private endpoints, and the DNS zones of the endpoints.'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the virtual network.')
param networkName string

@description('Address space of the network, a /22 that nothing connected to it uses.')
param addressPrefix string = '10.40.0.0/22'

@description('Log Analytics workspace for diagnostics.')
param workspaceId string

// The app gets the first half: Flex Consumption takes addresses as it scales out, and a subnet cannot be made larger while it is in use.
var appPrefix = cidrSubnet(addressPrefix, 23, 0)
var endpointsPrefix = cidrSubnet(addressPrefix, 26, 8)
var gatewayPrefix = cidrSubnet(addressPrefix, 26, 9)

// Names that Azure gives to privately linked services.
var zoneNames = {
  blob: 'privatelink.blob.${environment().suffixes.storage}'
  sql: 'privatelink${environment().suffixes.sqlServerHostname}'
  vault: 'privatelink.${replace(substring(environment().suffixes.keyvaultDns, 1), 'vault.', 'vaultcore.')}'
  sites: 'privatelink.azurewebsites.net'
}

// Azure's own rules already keep the internet out of every subnet; the app's and the gateway's need no more.
var securityRules = {
  app: []
  endpoints: [
    {
      name: 'allow-network'
      properties: {
        priority: 100
        direction: 'Inbound'
        access: 'Allow'
        protocol: 'Tcp'
        // The network itself and what is peered with it, such as runners that deploy.
        sourceAddressPrefix: 'VirtualNetwork'
        sourcePortRange: '*'
        destinationAddressPrefix: endpointsPrefix
        destinationPortRanges: ['443', '1433']
      }
    }
    {
      name: 'deny-rest'
      properties: {
        priority: 4000
        direction: 'Inbound'
        access: 'Deny'
        protocol: '*'
        sourceAddressPrefix: '*'
        sourcePortRange: '*'
        destinationAddressPrefix: '*'
        destinationPortRange: '*'
      }
    }
  ]
  gateway: []
}

resource securityGroups 'Microsoft.Network/networkSecurityGroups@2026-03-01' = [
  for group in items(securityRules): {
    name: '${networkName}-${group.key}'
    location: location
    tags: tags
    properties: { securityRules: group.value }
  }
]

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = {
  name: networkName
  location: location
  tags: tags
  dependsOn: [securityGroups]
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    // Inside the network's own definition: subnets that are resources of their own are dropped and made anew when the network is written.
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefixes: [appPrefix]
          networkSecurityGroup: { id: resourceId('Microsoft.Network/networkSecurityGroups', '${networkName}-app') }
          delegations: [{ name: 'functions', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefixes: [endpointsPrefix]
          networkSecurityGroup: {
            id: resourceId('Microsoft.Network/networkSecurityGroups', '${networkName}-endpoints')
          }
          // Without it the group's rules do not hold for private endpoints.
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
          defaultOutboundAccess: false
        }
      }
      {
        name: 'gateway'
        properties: {
          addressPrefixes: [gatewayPrefix]
          networkSecurityGroup: { id: resourceId('Microsoft.Network/networkSecurityGroups', '${networkName}-gateway') }
          delegations: [{ name: 'gateway', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]
        }
      }
    ]
  }

  resource appSubnet 'subnets' existing = { name: 'app' }
  resource endpointsSubnet 'subnets' existing = { name: 'endpoints' }
  resource gatewaySubnet 'subnets' existing = { name: 'gateway' }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in items(zoneNames): {
    name: zone.value
    location: 'global'
    tags: tags
  }
]

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, index) in items(zoneNames): {
    parent: zones[index]
    name: networkName
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no category groups.
resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: network
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The stable 2016-09-01 has no category groups.
resource groupDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for (group, index) in items(securityRules): {
    name: 'workspace'
    scope: securityGroups[index]
    properties: {
      workspaceId: workspaceId
      logs: [{ categoryGroup: 'allLogs', enabled: true }]
    }
  }
]

@description('Subnet of the app, delegated to Azure Functions.')
output appSubnetId string = network::appSubnet.id

@description('Subnet of the private endpoints.')
output endpointsSubnetId string = network::endpointsSubnet.id

@description('Subnet of API Management’s integration, delegated to it.')
output gatewaySubnetId string = network::gatewaySubnet.id

@description('Private DNS zones by the service whose endpoints they name.')
output zoneIds { blob: string, sql: string, vault: string, sites: string } = {
  blob: resourceId('Microsoft.Network/privateDnsZones', zoneNames.blob)
  sql: resourceId('Microsoft.Network/privateDnsZones', zoneNames.sql)
  vault: resourceId('Microsoft.Network/privateDnsZones', zoneNames.vault)
  sites: resourceId('Microsoft.Network/privateDnsZones', zoneNames.sites)
}
