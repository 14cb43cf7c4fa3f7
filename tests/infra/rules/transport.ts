import { at, isObject, listAt, ofType, textAt, type Resource } from '../deployment.ts';
import { everyResource, mustBe, rule, unless, type Rule } from '../rule.ts';

/** Customer protocols and ciphers that API Management takes only when it is told so, and can be told not to. */
const oldProtocols = [
  'Security.Protocols.Tls10',
  'Security.Protocols.Tls11',
  'Security.Protocols.Ssl30',
  'Security.Backend.Protocols.Tls10',
  'Security.Backend.Protocols.Tls11',
  'Security.Backend.Protocols.Ssl30',
].map((it) => `Microsoft.WindowsAzure.ApiManagement.Gateway.${it}`);
/** The same of Consumption, which has one switch for backends and none for what it never offers. */
const consumptionProtocols = oldProtocols.filter((it) => /\.(?:Backend\.)?Protocols\.Tls1[01]$/.test(it));

function oldProtocolProblems(service: Resource): readonly string[] {
  const sku = textAt(service, 'sku.name');
  // The v2 tiers take TLS 1.2 and newer only and refuse these properties.
  if (sku.endsWith('V2')) return [];
  const properties = at(service, 'properties.customProperties');
  const given = isObject(properties) ? properties : {};
  const wanted = sku === 'Consumption' ? consumptionProtocols : oldProtocols;
  return wanted.flatMap((name) => mustBe(name, given[name], 'False', 'false'));
}

/** Nothing is spoken in clear text or in an old protocol. */
export const transportRules: readonly Rule[] = [
  everyResource('transport: storage takes HTTPS and TLS 1.2 only', 'Microsoft.Storage/storageAccounts', (it) => [
    ...mustBe('minimumTlsVersion', at(it, 'properties.minimumTlsVersion'), 'TLS1_2', 'TLS1_3'),
    ...mustBe('supportsHttpsTrafficOnly', at(it, 'properties.supportsHttpsTrafficOnly'), true),
  ]),
  everyResource('transport: SQL Server takes TLS 1.2 only', 'Microsoft.Sql/servers', (it) =>
    mustBe('minimalTlsVersion', at(it, 'properties.minimalTlsVersion'), '1.2', '1.3'),
  ),
  everyResource('transport: the app takes HTTPS and TLS 1.2 only', 'Microsoft.Web/sites', (it) => [
    ...mustBe('httpsOnly', at(it, 'properties.httpsOnly'), true),
    ...mustBe('minTlsVersion', at(it, 'properties.siteConfig.minTlsVersion'), '1.2', '1.3'),
    ...mustBe('scmMinTlsVersion', at(it, 'properties.siteConfig.scmMinTlsVersion'), '1.2', '1.3'),
    ...mustBe('ftpsState', at(it, 'properties.siteConfig.ftpsState'), 'Disabled'),
  ]),
  everyResource('transport: the gateway offers HTTPS only', 'Microsoft.ApiManagement/service/apis', (it) =>
    mustBe('protocols', listAt(it, 'properties.protocols').join(), 'https'),
  ),
  everyResource(
    'transport: the gateway checks the app’s certificate',
    'Microsoft.ApiManagement/service/backends',
    (it) => [
      ...unless(
        textAt(it, 'properties.url').startsWith('https://'),
        `its url is ${textAt(it, 'properties.url')}, which must begin with https://`,
      ),
      ...mustBe('validateCertificateChain', at(it, 'properties.tls.validateCertificateChain'), true),
      ...mustBe('validateCertificateName', at(it, 'properties.tls.validateCertificateName'), true),
    ],
  ),
  rule('transport: the gateway refuses old protocols', (deployment) =>
    ofType(deployment, 'Microsoft.ApiManagement/service').flatMap(oldProtocolProblems),
  ),
];
