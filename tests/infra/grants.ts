/** A role that somebody has on something. */
export interface Grant {
  /** Resource type of what it is on. */
  readonly scope: string;
  readonly role: string;
  readonly principal: string;
}

/** Names of Azure's built-in roles by their ids, as far as they are used. */
export const roleNames: Readonly<Record<string, string>> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  'de139f84-1756-47ae-9be6-808fbbe84772': 'Website Contributor',
};

/** Every role that the templates give: these, and no other ones. `deploys`: only where workflows of a repository deploy. */
export const allowed: readonly (Grant & { readonly deploys?: true })[] = [
  { scope: 'Microsoft.Storage/storageAccounts', role: 'Storage Blob Data Owner', principal: 'identity app' },
  { scope: 'Microsoft.Insights/components', role: 'Monitoring Metrics Publisher', principal: 'identity app' },
  { scope: 'Microsoft.KeyVault/vaults', role: 'Key Vault Secrets User', principal: 'identity app' },
  { scope: 'Microsoft.Insights/components', role: 'Monitoring Metrics Publisher', principal: 'gateway' },
  { scope: 'Microsoft.Web/sites', role: 'Website Contributor', principal: 'identity migration', deploys: true },
  { scope: 'resource group', role: 'Reader', principal: 'identity migration', deploys: true },
];
