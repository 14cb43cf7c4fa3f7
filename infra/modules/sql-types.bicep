metadata description = 'What the database is told, by subject.'

@export()
@description('Who administers the server.')
type SqlAdministrator = {
  @description('Display name of the group, user or application.')
  name: string

  @description('Its object id; of an application the client id.')
  @minLength(36)
  @maxLength(36)
  objectId: string

  @description('What it is. A group is best: people come and go without a deployment.')
  principalType: 'Group' | 'User' | 'Application'
}

@export()
@description('How long full backups are kept beyond the short term, as ISO 8601 durations; PT0S for not at all.')
type LongTermRetention = {
  @description('Each week’s backup.')
  weekly: string

  @description('The first backup of each month.')
  monthly: string

  @description('The first backup of each year.')
  yearly: string
}
