import { expect, test } from 'vitest';
import { inPublicCloud } from './public-cloud.ts';

test.each([
  ["[format('privatelink.blob.{0}', environment().suffixes.storage)]", 'privatelink.blob.core.windows.net'],
  [
    "[format('privatelink.{0}', replace(substring(environment().suffixes.keyvaultDns, 1), 'vault.', 'vaultcore.'))]",
    'privatelink.vaultcore.azure.net',
  ],
  [
    "[format('{0}/v2.0', format('{0}{1}', environment().authentication.loginEndpoint, 'tenant'))]",
    'https://login.microsoftonline.com/tenant/v2.0',
  ],
])('%s is known', (expression, value) => {
  expect(inPublicCloud({ list: [expression] })).toEqual({ list: [value] });
});

test.each(["[reference('/x').id]", "[format('{0}', reference('/x').id)]", 'environment().suffixes.storage', 7, null])(
  '%s stays as it is',
  (value) => {
    expect(inPublicCloud(value)).toBe(value);
  },
);

test('what is not known stays an expression, with the known part in it', () => {
  expect(inPublicCloud("[resourceId('x', format('y{0}', environment().suffixes.storage))]")).toBe(
    "[resourceId('x', 'ycore.windows.net')]",
  );
});
