metadata description = 'A private endpoint of one resource, entered in the DNS zone of its service.'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the endpoint.')
param name string

@description('Resource that is reached through it.')
param targetId string

@description('Part of the resource that is reached, for example blob, sqlServer, vault or sites.')
param groupId string

@description('Subnet that the endpoint takes its address from.')
param subnetId string

@description('Private DNS zone that gets its name.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2026-03-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: subnetId }
    customNetworkInterfaceName: '${name}-nic'
    privateLinkServiceConnections: [
      { name: groupId, properties: { privateLinkServiceId: targetId, groupIds: [groupId] } }
    ]
  }

  resource zoneGroup 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: groupId, properties: { privateDnsZoneId: zoneId } }]
    }
  }
}
