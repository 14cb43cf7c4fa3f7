metadata description = 'A monthly budget of the resource group, with mail before it is spent.'

@description('Name of the budget.')
param name string

@description('Amount for a month, in the currency of the bill; 0 for no budget.')
@minValue(0)
param amount int

@description('First day of the budget, the first of a month, as yyyy-MM-dd. When the budget is made it must not lie before the present month; afterwards it must stay as it is.')
param startDate string

@description('Addresses that get mail.')
@maxLength(50)
param emails string[]

// A notification needs somebody: without addresses it is the owners of the resource group.
var recipients = empty(emails) ? { contactEmails: [], contactRoles: ['Owner'] } : { contactEmails: emails }

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = if (amount > 0) {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      spent80: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        ...recipients
      }
      forecast100: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        ...recipients
      }
    }
  }
}
