metadata description = 'What the function app is told, by subject.'

@export()
@description('Where the database is.')
type Database = {
  @description('Host name of the server.')
  server: string

  @description('Name of the database.')
  name: string

  @description('Connections of one instance.')
  @minValue(1)
  @maxValue(500)
  poolMax: int
}

@export()
@description('Whose tokens the API takes.')
type CallerTokens = {
  @description('Issuer (iss).')
  issuer: string

  @description('Audience (aud).')
  audience: string

  @description('Where the issuer publishes its keys.')
  jwksUri: string

  @description('Claim that names the organisation.')
  orgClaim: string

  @description('Claim that lists the roles.')
  rolesClaim: string
}

@export()
@description('How the app knows the gateway: by a token of the gateway’s own identity.')
type Gateway = {
  @description('Object id of the gateway’s identity (oid).')
  principalId: string

  @description('Issuer (iss) of its tokens.')
  issuer: string

  @description('Audience (aud) of its tokens.')
  audience: string

  @description('Where that issuer publishes its keys.')
  jwksUri: string

  @description('Address of the gateway, which is the API’s public address.')
  url: string
}

@export()
@description('When the jobs run: NCRONTAB in UTC, or a time span.')
type Schedules = {
  @description('Delivery of events.')
  outbox: string

  @description('SLA clocks.')
  sla: string

  @description('Deletion of what has expired.')
  retention: string
}

@export()
@description('How the app grows.')
type Scale = {
  @description('Megabytes of memory of an instance.')
  instanceMemoryMB: 512 | 2048 | 4096

  @description('Most instances of each group that scales on its own.')
  @minValue(40)
  @maxValue(1000)
  maximumInstances: int

  @description('Requests that one instance handles at the same time; beyond it another instance is added.')
  @minValue(1)
  @maxValue(500)
  httpConcurrency: int

  @description('Instances that are kept ready for requests; 0 to scale to nothing.')
  @minValue(0)
  @maxValue(1000)
  alwaysReadyInstances: int

  @description('Spreads instances over availability zones. At least two are then kept ready for each group, and billed.')
  zoneRedundant: bool
}
