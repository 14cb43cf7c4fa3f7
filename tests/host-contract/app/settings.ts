/** The settings that the app needs where it runs, beside those of the platform. `CONTRACT_STREAMING=false` turns HTTP streaming off. */
export const contractSettings: Readonly<Record<string, string>> = {
  CONTRACT_ROUTE: 'configured',
  CONTRACT_SCHEDULE: '* * * * * *',
  'AzureWebJobs.switchedOff.Disabled': 'true',
  'AzureWebJobs.switchedOffTimer.Disabled': 'true',
};
